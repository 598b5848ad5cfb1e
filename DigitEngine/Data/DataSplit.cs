namespace DigitEngine.Data;

/// <summary>A data set divided into a training, a validation and a test part.</summary>
public sealed class DataSplit
{
    private const int PartCount = 3;
    private static readonly string[] PartNames = ["training", "validation", "test"];

    private DataSplit(DigitDataset train, DigitDataset validation, TestSet test)
    {
        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>The images to train on.</summary>
    public DigitDataset Train { get; }

    /// <summary>The images to choose weights and settings by; empty for a share of 0.</summary>
    public DigitDataset Validation { get; }

    /// <summary>The images to test the finished model with; empty for a share of 0.</summary>
    public TestSet Test { get; }

    /// <summary>
    /// Divides a data set so that each digit has its share in each part, to within one image. The images of a digit are assigned
    /// at random, in the same way for the same seed. Within a part they keep their order. The parts share the pixels of
    /// <paramref name="data"/>.
    /// </summary>
    /// <param name="data">The images.</param>
    /// <param name="ratios">The size of the parts.</param>
    /// <param name="seed">What the random choice follows from.</param>
    /// <exception cref="DataSplitException">
    /// There are so few images that a part with a share above 0 would be empty.
    /// </exception>
    public static DataSplit Stratified(DigitDataset data, SplitRatios ratios, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (ratios == default)
        {
            throw new ArgumentException("Expected ratios such as SplitRatios.Default.", nameof(ratios));
        }

        List<int>[] parts = [[], [], []];
        Span<int> sizes = stackalloc int[PartCount];
        foreach ((int digit, int[] members) in GroupByLabel(data).Index())
        {
            SeededRandom.For(seed, RandomPurpose.Split, (ulong)digit).Shuffle<int>(members);
            Apportion(members.Length, ratios, sizes);
            int start = 0;
            for (int part = 0; part < PartCount; part++)
            {
                parts[part].AddRange(members.AsSpan(start, sizes[part]));
                start += sizes[part];
            }
        }

        ReadOnlySpan<decimal> percents = [ratios.Train, ratios.Validation, ratios.Test];
        for (int part = 0; part < PartCount; part++)
        {
            if (percents[part] > 0 && parts[part].Count == 0)
            {
                string images = data.Count == 1 ? "image is" : "images are";
                throw new DataSplitException(
                    $"{data.Count} {images} too few for a {ratios} split: the {PartNames[part]} part would be empty.");
            }

            parts[part].Sort();
        }

        return new DataSplit(
            data.Subset([.. parts[0]]),
            data.Subset([.. parts[1]]),
            new TestSet(data.Subset([.. parts[2]])));
    }

    /// <summary>
    /// Computes sizes that add up to <paramref name="count"/> by the method of largest remainders (Hamilton 1792). Of equal
    /// remainders, that of the earlier part wins.
    /// </summary>
    internal static void Apportion(int count, SplitRatios ratios, Span<int> sizes)
    {
        ReadOnlySpan<decimal> shares =
            [count * ratios.Train / 100, count * ratios.Validation / 100, count * ratios.Test / 100];
        int left = count;
        for (int part = 0; part < PartCount; part++)
        {
            sizes[part] = (int)shares[part];
            left -= sizes[part];
        }

        for (; left > 0; left--)
        {
            int largest = 0;
            for (int part = 1; part < PartCount; part++)
            {
                // A part that got an extra image has a negative remainder, so none gets two.
                if (shares[part] - sizes[part] > shares[largest] - sizes[largest])
                {
                    largest = part;
                }
            }

            sizes[largest]++;
        }
    }

    private static int[][] GroupByLabel(DigitDataset data)
    {
        int[][] groups = [.. data.CountPerClass.Select(count => new int[count])];
        Span<int> filled = stackalloc int[DigitImage.ClassCount];
        for (int i = 0; i < data.Count; i++)
        {
            int label = data.Label(i);
            groups[label][filled[label]++] = i;
        }

        return groups;
    }
}

/// <summary>A data set can't be divided as asked. The message is one line.</summary>
public sealed class DataSplitException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What can't be done, and why.</param>
    public DataSplitException(string message)
        : base(message)
    {
    }
}
