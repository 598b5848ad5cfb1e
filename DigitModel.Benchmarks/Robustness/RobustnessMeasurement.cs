using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// Measures a recogniser on corrupted images and junk. Each image has its own stream of random numbers, so the results depend
/// neither on the number of threads nor on what else is measured.
/// </summary>
internal static class RobustnessMeasurement
{
    private const int Bins = 15;

    // The library uses low numbers for its purposes. Those from here on belong to this measurement.
    private const int FirstCorruptionStream = 256;
    private const int FirstJunkStream = 512;

    /// <summary>Measures under every corruption and every kind of junk.</summary>
    /// <param name="recogniser">The recogniser.</param>
    /// <param name="data">Images of at least two digits that were not used in training.</param>
    /// <param name="seed">The seed of the random numbers.</param>
    /// <param name="only">The one corruption or kind of junk to measure; all of them by default.</param>
    public static RobustnessReport Measure(IRecogniser recogniser, DigitDataset data, ulong seed, string? only = null)
    {
        if (data.CountPerClass.Count(count => count > 0) < 2)
        {
            throw new ArgumentException("Expected images of two digits or more.", nameof(data));
        }

        Predictions predictions = new(recogniser, data.Count);
        predictions.Take(Pixels(data));
        double accuracy = predictions.Accuracy(data), accepted = predictions.Accepted, error = predictions.CalibrationError(data, Bins);

        byte[] pixels = new byte[data.Count * DigitImage.PixelCount];
        List<CorruptionResult> corruptions = [];
        foreach ((int number, Corruption corruption) in Corruption.All.Index().Where(item => only is null || item.Item.Name == only))
        {
            Parallel.For(0, data.Count, i => Corrupt(number, data.Image(i), At(pixels, i), seed, i));
            predictions.Take(pixels);
            corruptions.Add(new(corruption.Name, predictions.Accuracy(data), predictions.Accepted));
        }

        List<JunkResult> junk = [];
        foreach ((int number, Junk kind) in Junk.All.Index().Where(item => only is null || item.Item.Name == only))
        {
            Parallel.For(0, data.Count, i => DrawJunk(number, data, At(pixels, i), seed, i));
            predictions.Take(pixels);
            junk.Add(new(kind.Name, 1 - predictions.Accepted));
        }

        return new(data.Count, accuracy, accepted, error, corruptions, junk);
    }

    /// <summary>Corrupts an image exactly as <see cref="Measure"/> does for this index.</summary>
    public static void Corrupt(int number, ReadOnlySpan<byte> source, Span<byte> destination, ulong seed, int image)
    {
        SeededRandom random = Stream(seed, FirstCorruptionStream + number, image);
        Corruption.All[number].Apply(source, destination, ref random);
    }

    /// <summary>Draws exactly the junk that <see cref="Measure"/> draws for this index.</summary>
    public static void DrawJunk(int number, DigitDataset data, Span<byte> destination, ulong seed, int image)
    {
        SeededRandom random = Stream(seed, FirstJunkStream + number, image);
        Junk.All[number].Draw(data, destination, ref random);
    }

    /// <summary>The pixels of all images in one array.</summary>
    public static byte[] Pixels(DigitDataset data)
    {
        byte[] pixels = new byte[data.Count * DigitImage.PixelCount];
        for (int i = 0; i < data.Count; i++)
        {
            data.Image(i).CopyTo(At(pixels, i));
        }

        return pixels;
    }

    private static SeededRandom Stream(ulong seed, int number, int image) =>
        SeededRandom.For(seed, (RandomPurpose)number, (ulong)image);

    private static Span<byte> At(byte[] pixels, int image) => pixels.AsSpan(image * DigitImage.PixelCount, DigitImage.PixelCount);
}
