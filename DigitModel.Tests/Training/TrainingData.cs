using DigitEngine.Data;

namespace MlNetDigits.Tests.Training;

/// <summary>Real digits for tests that train: the beginning of the sample.</summary>
internal static class TrainingData
{
    private static readonly Lazy<DigitDataset> Sample =
        new(() => DigitFile.ReadLabeled(Path.Combine(Repository.Root, "assets", "digits-10k.csv.gz")));

    /// <summary>The pixels of the first images, one after the other.</summary>
    public static byte[] Pixels(int count) => [.. Enumerable.Range(0, count).SelectMany(image => Sample.Value.Image(image).ToArray())];

    /// <summary>The labels of the first images.</summary>
    public static byte[] Labels(int count) => [.. Enumerable.Range(0, count).Select(image => (byte)Sample.Value.Label(image))];

    /// <summary>So many images from a place of the sample on.</summary>
    public static DigitDataset Take(int first, int count) => Sample.Value.Subset([.. Enumerable.Range(first, count)]);
}
