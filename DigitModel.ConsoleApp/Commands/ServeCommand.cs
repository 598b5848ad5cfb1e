using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>serve</c>: starts the web service with its page, a program of its own that comes along in a folder.</summary>
internal static partial class ServeCommand
{
    /// <summary>The service, seen from this program.</summary>
    private static readonly string Service = Path.Combine("serve", "DigitModel.WebApi.dll");

    private static readonly Option<string?> Urls = new("--urls")
    {
        HelpName = "URL",
        Description = "The address to listen on. http://127.0.0.1:5000 by default, or the next free port.",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        HelpName = "PATH",
        Description = "Labelled images whose mistakes the page shows. The sample by default.",
    };

    private static readonly Option<bool> NoBrowser = new("--no-browser") { Description = "Does not open the page in the browser." };

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new("serve", "Starts the web service and opens its page, to draw digits on. Ctrl-C stops it.") { model, Data, Urls, NoBrowser };
        command.SetAction(parsed =>
        {
            List<string> arguments = [];
            Add("--model", parsed.GetValue(model));
            Add("--data", parsed.GetValue(Data));
            Add("--urls", parsed.GetValue(Urls));
            if (!parsed.GetValue(NoBrowser))
            {
                arguments.Add("--open");
            }

            return Run(arguments);

            void Add(string option, string? value)
            {
                if (value is not null)
                {
                    arguments.AddRange([option, value]);
                }
            }
        });
        return command;
    }

    /// <returns>The service's exit code.</returns>
    private static int Run(IReadOnlyList<string> arguments)
    {
        // …/shared/Microsoft.NETCore.App/10.0.0/: the program that starts others is three folders above.
        string runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        string shared = Path.GetDirectoryName(Path.GetDirectoryName(runtime)!)!;
        if (!Directory.Exists(Path.Combine(shared, "Microsoft.AspNetCore.App")))
        {
            throw new CommandException("serve: expected the ASP.NET Core runtime, which is not installed: see https://dotnet.microsoft.com/download");
        }

        string host = Path.Combine(Path.GetDirectoryName(shared)!, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        string service = Path.Combine(AppContext.BaseDirectory, Service);
        if (!OperatingSystem.IsWindows())
        {
            // The service takes this process's place, so that every signal reaches it, and its exit code whoever waits.
            Execute(host, [host, service, .. arguments, null]);
            throw new CommandException($"serve: {host} can't be started: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // Ctrl-C reaches both: the service ends, and then this process does.
        Console.CancelKeyPress += (_, e) => e.Cancel = true;
        using Process process = Process.Start(new ProcessStartInfo(host, [service, .. arguments]) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>POSIX's execv: runs another program in this process. Returns only if that fails.</summary>
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
