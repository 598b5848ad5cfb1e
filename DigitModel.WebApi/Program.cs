using System.CommandLine;
using System.CommandLine.Invocation;
using MlNetDigits.WebApi.Launch;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi;

/// <summary>The command line: turns options into configuration, and errors into one line and an exit code.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int BadInput = 2;

    /// <summary>The options: the configuration key that each one sets, its value, and its help text.</summary>
    private static readonly (string Key, string Value, string Description)[] Options =
    [
        ("urls", "URL;…", $"The addresses to listen on. {ListenAddresses.Default} by default, or the next free port; an address that other machines can reach requires an API key."),
        ("Model", "ZIP", "The model file, which is reloaded when it changes. The model that comes with the program by default."),
        ("Data", "FILE", "Labelled images (CSV, IDX, folder) for the page's explorer. The sample by default, if it is there; none for no explorer."),
        ("ApiKeyFile", "FILE", "A file with the key that callers send as X-Api-Key."),
        ("AllowedHosts", "NAME;…", "The host names that the service answers to. This machine's own names by default; all names with a wider address."),
        ("TrustedProxies", "ADDRESS;…", "The proxies in front of the service, as addresses or networks such as 10.0.0.0/8. Only their X-Forwarded-Proto and X-Forwarded-For headers count. None by default."),
        ("MaxBodyBytes", "N", "The largest body of a request, in bytes."),
        ("MaxBytesInFlight", "N", "How much memory the bodies of all requests may take at once, in bytes. Further ones wait."),
        ("MaxPicturePixels", "N", "The most pixels in a picture."),
        ("MaxBatch", "N", "The most images in a batch."),
        ("TimeoutSeconds", "N", "The longest time for a request, including the time to send it."),
        ("MaxConcurrent", "N", "How many requests are worked on at once. One per processor by default."),
        ("MaxQueue", "N", "How many requests may wait."),
        ("MaxConnections", "N", "How many connections may be open at once."),
        ("RequestsPerMinute", "N", "How many requests one address may make in a minute. 0, the default, means no limit."),
    ];

    /// <summary>Runs the service until it is stopped.</summary>
    /// <returns>The process's exit code.</returns>
    private static async Task<int> Main(string[] args)
    {
        RootCommand root = new("Recognises handwritten digits over HTTP, with a page to draw on. Settings may also be given in the section "
            + $"{ServiceSettings.Section} of appsettings.json, or in environment variables such as {ServiceSettings.Section}__MaxBatch.");
        Option<string?>[] options = [.. Options.Select(option => new Option<string?>(NameOf(option.Key))
        {
            HelpName = option.Value,
            Description = option.Description,
        })];
        foreach (Option<string?> option in options)
        {
            root.Add(option);
        }

        Option<bool> open = new("--open") { Description = "Opens the page in the browser once the service listens." };
        root.Add(open);

        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return Fail(parsed.UnmatchedTokens.Count > 0 ? $"there is no option {parsed.UnmatchedTokens[0]} (see --help)" : parsed.Errors[0].Message);
        }

        if (parsed.Action is not null)
        {
            return await parsed.InvokeAsync();
        }

        Dictionary<string, string?> overrides = [];
        foreach ((int i, Option<string?> option) in options.Index())
        {
            if (parsed.GetValue(option) is string value)
            {
                overrides[Options[i].Key == "urls" ? "urls" : $"{ServiceSettings.Section}:{Options[i].Key}"] = value;
            }
        }

        return await ServeAsync(overrides, parsed.GetValue(open));
    }

    private static async Task<int> ServeAsync(Dictionary<string, string?> overrides, bool open)
    {
        try
        {
            await using WebApplication app = WebService.Create(overrides);
            await app.StartAsync();
            Announce(app);
            if (open && Browser.Open(app.Urls.First()) is string problem)
            {
                Console.Error.WriteLine(problem);
            }

            await app.WaitForShutdownAsync();
            return Done;
        }
        catch (Exception error) when (StartProblem.Describe(error) is not null)
        {
            return Fail(StartProblem.Describe(error)!);
        }
    }

    private static void Announce(WebApplication app)
    {
        ServiceSettings settings = app.Services.GetRequiredService<ServiceSettings>();
        if (settings.ChosenAddress is not (null or ListenAddresses.Default))
        {
            Console.WriteLine($"Port {new Uri(ListenAddresses.Default).Port} is in use, so the service takes the next free one. --urls chooses another.");
        }

        Console.WriteLine($"Listening on {string.Join(' ', app.Urls)} (Ctrl-C ends it)");
    }

    private static string NameOf(string key) => key == "urls" ? "--urls" : SettingsReader.CommandLineName(key);

    private static int Fail(string problem)
    {
        Console.Error.WriteLine("error: " + problem.ReplaceLineEndings(" "));
        return BadInput;
    }
}
