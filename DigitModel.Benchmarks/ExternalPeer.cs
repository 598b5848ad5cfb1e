using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MlNetDigits.Benchmarks;

/// <summary>Another engine, measured by a script in a separate process.</summary>
internal sealed class ExternalPeer
{
    private readonly string _program;
    private readonly string _script;
    private readonly string _folder;

    private ExternalPeer(string name, string program, string script, string folder)
    {
        Name = name;
        _program = program;
        _script = script;
        _folder = folder;
    }

    public string Name { get; }

    /// <summary>PyTorch, or null if no Python on this machine has it.</summary>
    public static ExternalPeer? FindPyTorch()
    {
        foreach (string python in (string[])["python3", "/usr/bin/python3"])
        {
            if (Succeeds(python, ["-c", "import torch"], "."))
            {
                return new("PyTorch", python, ScriptPath("pytorch.py"), ".");
            }
        }

        return null;
    }

    /// <summary>ONNX Runtime, or null if it is in no node_modules of the current folder or one above.</summary>
    public static ExternalPeer? FindOnnxRuntime(string? folder)
    {
        string? place = folder ?? Directory.GetCurrentDirectory();
        while (place is not null && !Directory.Exists(Path.Combine(place, "node_modules", "onnxruntime-node")))
        {
            place = folder is null ? Path.GetDirectoryName(place) : null;
        }

        return place is not null && Succeeds("node", ["--version"], ".")
            ? new("ONNX Runtime", "node", ScriptPath("onnxruntime.mjs"), place)
            : null;
    }

    /// <summary>Runs the script for one task.</summary>
    /// <param name="subject">The script's first argument: a network's name or a model's path.</param>
    /// <param name="task"><c>train</c>, <c>batch500</c> or <c>single</c>.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="seconds">The approximate time of the measurement.</param>
    /// <returns>The peer's name with its version, and images per second.</returns>
    public (string Name, double ImagesPerSecond) Measure(string subject, string task, int threads, double seconds)
    {
        string output = Run(
            _program,
            [_script, subject, task, threads.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture)],
            _folder) ?? throw new InvalidOperationException($"{Name} failed on {subject}, {task}.");
        using JsonDocument answer = JsonDocument.Parse(output);
        return (answer.RootElement.GetProperty("peer").GetString()!, answer.RootElement.GetProperty("imagesPerSecond").GetDouble());
    }

    private static string ScriptPath(string name) => Path.Combine(AppContext.BaseDirectory, "Peers", name);

    private static bool Succeeds(string program, string[] arguments, string folder)
    {
        try
        {
            return Run(program, arguments, folder) is not null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The program is not installed.
            return false;
        }
    }

    /// <summary>The output of a program, or null if it fails.</summary>
    private static string? Run(string program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.Wait();
        return process.ExitCode == 0 ? output : null;
    }
}
