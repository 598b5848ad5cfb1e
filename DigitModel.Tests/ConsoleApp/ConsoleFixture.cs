using System.Globalization;
using DigitEngine;
using DigitEngine.Data;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>A folder with data that is easy to learn, and a model trained on it.</summary>
public sealed class ConsoleFixture : IDisposable
{
    /// <summary>Small, so that a run takes no time to speak of.</summary>
    public const string TinyNetwork = "conv 4 3x3 stride 2 relu; flatten; dense 10";

    internal const int Images = 200;

    /// <summary>
    /// Epochs of a run that is interrupted: what it prints for them is more than a pipe holds, so it can't have ended while a test
    /// has not read on, however slow the test and fast the run.
    /// </summary>
    private const int LongRunEpochs = 1200;

    private readonly TempFolder _folder = new();
    private readonly Lazy<byte[]> _longRunModel;

    public ConsoleFixture()
    {
        byte[] labels = [.. Enumerable.Range(0, Images).Select(image => (byte)(image % DigitImage.ClassCount))];
        byte[] pixels = Pixels(labels, seed: 5);
        _folder.Write("labelled.csv", new CsvText().Write(pixels, labels));
        _folder.Write("other.csv.gz", new CsvText(Gzip: true).Write(Pixels(labels[..50], seed: 6), labels.AsSpan(0, 50)));
        _folder.Write("first.csv.gz", new CsvText(Gzip: true).Write(pixels.AsSpan(0, 50 * DigitImage.PixelCount), labels.AsSpan(0, 50)));
        _folder.Write("unlabelled.csv", new CsvText(Labels: false).Write(pixels.AsSpan(0, 3 * DigitImage.PixelCount), labels.AsSpan(0, 3)));
        _folder.Write("images.idx", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, .. pixels.AsSpan(0, 2 * DigitImage.PixelCount)]);
        Trained = ConsoleProcess.Run(
            Folder, "train", "--data", "labelled.csv", "--architecture", TinyNetwork, "--epochs", "12", "--batch-size", "10");
        _longRunModel = new(() =>
        {
            string run = PathOf("long");
            ConsoleProcess.Run(Folder, LongRun(run)).Succeeded();
            return File.ReadAllBytes(Path.Combine(run, "DigitModel.zip"));
        });
    }

    /// <summary>Where the app is run.</summary>
    internal string Folder => _folder.Path;

    /// <summary>The run that made the model.</summary>
    internal ConsoleResult Trained { get; }

    /// <summary>The model of a long run that nothing interrupted.</summary>
    internal byte[] LongRunModel => _longRunModel.Value;

    /// <summary>
    /// The arguments of a run to interrupt: few images and one thread, because a team of threads only loses time on so small a
    /// network.
    /// </summary>
    internal static string[] LongRun(string output, int epochs = LongRunEpochs, int threads = 1) =>
    [
        "train", "--data", "other.csv.gz", "--architecture", TinyNetwork, "--batch-size", "10", "--output", output,
        "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--threads", threads.ToString(CultureInfo.InvariantCulture),
    ];

    internal string PathOf(string name) => Path.Combine(Folder, name);

    internal string Write(string name, ReadOnlySpan<byte> content) => _folder.Write(name, content);

    public void Dispose() => _folder.Dispose();

    /// <summary>A block of ink at a place for each digit, in two rows of five, and a little noise.</summary>
    private static byte[] Pixels(byte[] labels, ulong seed)
    {
        SeededRandom random = new(seed);
        byte[] pixels = new byte[labels.Length * DigitImage.PixelCount];
        for (int i = 0; i < labels.Length; i++)
        {
            Span<byte> image = pixels.AsSpan(i * DigitImage.PixelCount, DigitImage.PixelCount);
            for (int pixel = 0; pixel < image.Length; pixel++)
            {
                int place = (pixel / DigitImage.Width / 14 * 5) + (pixel % DigitImage.Width / 6);
                image[pixel] = (byte)(place == labels[i] ? 200 + random.NextInt32(56) : random.NextInt32(30));
            }
        }

        return pixels;
    }
}
