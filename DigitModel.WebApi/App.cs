using System.CommandLine;
using System.CommandLine.Invocation;
using DigitEngine.Persistence;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi;

/// <summary>The command line, and what becomes of errors.</summary>
internal static class App
{
    private const int Done = 0;
    private const int BadInput = 2;

    /// <summary>The options, by the configuration's key that each of them sets, with what they take.</summary>
    private static readonly (string Key, string Takes, string Description)[] Options =
    [
        ("urls", "URL;…", $"Where to listen. {ListenAddresses.Standard} by default; what other machines can reach takes an API key."),
        ("Model", "ZIP", "The model file; taken again when it changes. The model that comes with the library by default."),
        ("Data", "FILE", "Labelled images (CSV, IDX, folder) for the page's explorer. The sample by default, where there is one; none for no explorer."),
        ("ApiKeyFile", "FILE", "A file with the key that callers send as X-Api-Key."),
        ("AllowedHosts", "NAME;…", "The names that the service answers to. Those of this machine by default; all, with a wider address."),
        ("MaxBodyBytes", "N", "The longest body of a request."),
        ("MaxPicturePixels", "N", "The most pixels of a picture."),
        ("MaxBatch", "N", "The most images in a batch."),
        ("TimeoutSeconds", "N", "How long a request may take, its sending included."),
        ("MaxConcurrent", "N", "Requests worked on at once. One for each processor by default."),
        ("MaxQueue", "N", "Requests that wait for their turn."),
        ("MaxConnections", "N", "Connections held open at once."),
        ("RequestsPerMinute", "N", "Requests that one address may make in a minute. 0, the default, for no limit."),
    ];

    /// <summary>Serves until it is stopped.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("Recognises handwritten digits over HTTP, with a page to draw on. Settings may also stand in the section "
            + $"{ServiceSettings.Section} of appsettings.json, or in environment variables such as {ServiceSettings.Section}__MaxBatch.");
        Option<string?>[] options = [.. Options.Select(option => new Option<string?>(NameOf(option.Key))
        {
            HelpName = option.Takes,
            Description = option.Description,
        })];
        foreach (Option<string?> option in options)
        {
            root.Add(option);
        }

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

        return await ServeAsync(overrides);
    }

    private static async Task<int> ServeAsync(Dictionary<string, string?> overrides)
    {
        try
        {
            await using WebApplication app = WebService.Create(overrides);
            await app.StartAsync();
            Console.WriteLine($"Listening on {string.Join(' ', app.Urls)} (Ctrl-C ends it)");
            await app.WaitForShutdownAsync();
            return Done;
        }
        catch (Exception error) when (error is ServiceException or ModelFormatException)
        {
            return Fail(error.Message);
        }
        catch (IOException error)
        {
            // Kestrel's word for an address that is taken, or isn't this machine's.
            return Fail(error.Message);
        }
    }

    private static string NameOf(string key) => key == "urls" ? "--urls" : SettingsReader.CommandLineName(key);

    private static int Fail(string problem)
    {
        Console.Error.WriteLine("error: " + problem.ReplaceLineEndings(" "));
        return BadInput;
    }
}
