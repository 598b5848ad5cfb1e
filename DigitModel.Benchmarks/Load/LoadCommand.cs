using System.CommandLine;
using System.Globalization;
using System.Text;
using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.Benchmarks.Load;

/// <summary>
/// <c>load</c>: the throughput of the web service, compared with a handler that does nothing on the same server.
/// </summary>
internal static class LoadCommand
{
    private const int Images = 200;
    private const int Failed = 1;

    private static readonly Option<double> Seconds = CommandOptions.Number("--seconds", 60.0, 0.1, 86_400, "The time for each route.");

    private static readonly Option<int> Connections = CommandOptions.Number(
        "--connections", 32, 1, 1024, "Open connections; each sends its next request as soon as it gets a response.");

    private static readonly Option<bool> Large = new("--large-bodies")
    {
        Description = "Sends pictures of 7 MB instead of single images, to see how much memory the service takes.",
    };

    public static Command Create()
    {
        Command load = new("load", "Starts the web service as another process and sends requests as fast as it responds.")
        {
            Seconds, Connections, Large,
        };
        load.SetAction((parsed, cancellation) => RunAsync(
            TimeSpan.FromSeconds(parsed.GetValue(Seconds)), parsed.GetValue(Connections), parsed.GetValue(Large), cancellation));
        return load;
    }

    private static async Task<int> RunAsync(TimeSpan time, int connections, bool large, CancellationToken cancellation)
    {
        byte[][] bodies = large ? [Noise()] : Bodies();
        string type = large ? "image/png" : "application/json";
        Console.WriteLine(FormattableString.Invariant(
            $"{connections} connections, {time.TotalSeconds} s a route, {bodies.Length} images, {Environment.ProcessorCount} processors"));
        Console.WriteLine("| route | requests | per second | p50, ms | p99, ms | slowest, ms | errors | memory at start, MB | largest | at end |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        long errors = 0;
        foreach (string route in large ? (string[])["/predict"] : [LoadService.EmptyRoute, "/predict"])
        {
            await using ServiceProcess service = await ServiceProcess.StartAsync(cancellation);
            LoadResult result = await new LoadRun(service, route, bodies, type).RunAsync(connections, time, cancellation);
            Console.WriteLine(result.ToString());
            errors += result.Errors;
        }

        return errors == 0 ? 0 : Failed;
    }

    /// <summary>A PNG of noise, which no compression makes shorter.</summary>
    private static byte[] Noise()
    {
        const int Side = 2640;
        byte[] pixels = new byte[Side * Side];
        new Random(1).NextBytes(pixels);
        using MemoryStream png = new();
        new GrayPicture(Side, Side, pixels).SavePng(png);
        return png.ToArray();
    }

    private static byte[][] Bodies()
    {
        string sample = SampleFile.Find() ?? throw new FileNotFoundException($"{SampleFile.RelativePath} is in no folder above this program.");
        DigitDataset digits = PictureDigits.ReadLabeled(sample);
        return [.. Enumerable.Range(0, Images).Select(i => Encoding.UTF8.GetBytes(
            $"{{\"pixels\":[{string.Join(',', digits.Image(i).ToArray().Select(pixel => pixel.ToString(CultureInfo.InvariantCulture)))}]}}"))];
    }
}
