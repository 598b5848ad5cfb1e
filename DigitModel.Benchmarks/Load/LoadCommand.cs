using System.CommandLine;
using System.Globalization;
using System.Text;
using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.Benchmarks.Load;

/// <summary><c>load</c>: what the web service bears, beside the same server with a handler that does nothing.</summary>
internal static class LoadCommand
{
    private const int Images = 200;
    private const int Failed = 1;

    private static readonly Option<double> Seconds = new("--seconds")
    {
        HelpName = "N",
        Description = "How long, for each route.",
        DefaultValueFactory = _ => 60,
    };

    private static readonly Option<int> Connections = new("--connections")
    {
        HelpName = "N",
        Description = "Connections kept open, each of which asks again as soon as it is answered.",
        DefaultValueFactory = _ => 32,
    };

    public static int Run(string[] args)
    {
        Command load = new("load", "Starts the web service as another process and asks it for predictions as fast as it answers.")
        {
            Seconds, Connections,
        };
        load.SetAction((parsed, cancellation) => RunAsync(
            TimeSpan.FromSeconds(parsed.GetValue(Seconds)), parsed.GetValue(Connections), cancellation));
        Command serve = new(LoadService.Command, "The other process.") { Hidden = true };
        serve.SetAction((_, cancellation) => LoadService.RunAsync(cancellation));
        return new RootCommand("Benchmarks.") { load, serve }.Parse(args).InvokeAsync().GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(TimeSpan time, int connections, CancellationToken cancellation)
    {
        byte[][] bodies = Bodies();
        Console.WriteLine(FormattableString.Invariant(
            $"{connections} connections, {time.TotalSeconds} s a route, {bodies.Length} images, {Environment.ProcessorCount} processors"));
        Console.WriteLine("| route | requests | a second | p50, ms | p99, ms | slowest, ms | errors | memory at first, MB | largest | in the end |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        long errors = 0;
        foreach (string route in (string[])[LoadService.EmptyRoute, "/predict"])
        {
            await using ServiceProcess service = await ServiceProcess.StartAsync(cancellation);
            LoadResult result = await new LoadRun(service, route, bodies).RunAsync(connections, time, cancellation);
            Console.WriteLine(result.ToString());
            errors += result.Errors;
        }

        return errors == 0 ? 0 : Failed;
    }

    private static byte[][] Bodies()
    {
        DigitDataset digits = PictureDigits.ReadLabeled(FindSample());
        return [.. Enumerable.Range(0, Images).Select(i => Encoding.UTF8.GetBytes(
            $"{{\"pixels\":[{string.Join(',', digits.Image(i).ToArray().Select(pixel => pixel.ToString(CultureInfo.InvariantCulture)))}]}}"))];
    }

    private static string FindSample()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "assets", "digits-10k.csv.gz");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException("assets/digits-10k.csv.gz is in no folder above this program.");
    }
}
