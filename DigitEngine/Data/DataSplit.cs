namespace DigitEngine.Data;

/// <summary>A data set divided into a training, a validation and a test part.</summary>
public sealed class DataSplit
{
    private const int PartCount = 3;
    private static readonly string[] PartNames = ["training", "validation", "test"];

    private DataSplit(DigitDataset train, DigitDataset validation, TestSet test, ImageGroups groups)
    {
        Train = train;
        Validation = validation;
        Test = test;
        DuplicateCount = groups.DuplicateCount;
        GroupCount = groups.NamedCount;
    }

    /// <summary>The images to train on.</summary>
    public DigitDataset Train { get; }

    /// <summary>The images to choose weights and settings by; empty for a share of 0.</summary>
    public DigitDataset Validation { get; }

    /// <summary>The images to test the finished model with; empty for a share of 0.</summary>
    public TestSet Test { get; }

    /// <summary>The number of images that are in the data more than once, the first of each not counted.</summary>
    public int DuplicateCount { get; }

    /// <summary>The number of groups, such as writers, in the data; 0 if it has none.</summary>
    public int GroupCount { get; }

    /// <summary>
    /// Divides a data set so that each digit has its share in each part, to within one image. The images of a digit are assigned
    /// at random, in the same way for the same seed. Within a part they keep their order. The parts share the pixels of
    /// <paramref name="data"/>.
    /// </summary>
    /// <remarks>
    /// Images that are equal, pixel for pixel, come into the same part, and so do those of a group
    /// (<see cref="DigitDataset.WithGroups"/>): otherwise the test would ask for what was learnt. Then shares are kept as well as
    /// the groups allow.
    /// </remarks>
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
        ImageGroups groups = ImageGroups.Of(data);
        int[][] quotas = [.. data.CountPerClass.Select(count => Quotas(count, ratios))];
        AssignGroups(data, groups, quotas, seed, parts);
        foreach ((int digit, int[] members) in ByLabel(data, groups).Index())
        {
            SeededRandom.For(seed, RandomPurpose.Split, (ulong)digit).Shuffle<int>(members);
            int start = 0;
            for (int part = 0; part < PartCount; part++)
            {
                // What groups took too much of in one part is missing in another.
                int size = Math.Clamp(quotas[digit][part], 0, members.Length - start);
                parts[part].AddRange(members.AsSpan(start, size));
                start += size;
            }
        }

        ReadOnlySpan<decimal> percents = [ratios.Train, ratios.Validation, ratios.Test];
        for (int part = 0; part < PartCount; part++)
        {
            if (percents[part] > 0 && parts[part].Count == 0)
            {
                throw new DataSplitException(
                    (groups.NamedCount > 0 ? $"{data.Count} images in {groups.NamedCount} groups are" : data.Count == 1 ? "1 image is" : $"{data.Count} images are")
                        + $" too few for a {ratios} split: the {PartNames[part]} part would be empty.");
            }

            parts[part].Sort();
        }

        return new DataSplit(
            data.Subset([.. parts[0]]),
            data.Subset([.. parts[1]]),
            new TestSet(data.Subset([.. parts[2]])),
            groups);
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

    private static int[] Quotas(int count, SplitRatios ratios)
    {
        int[] sizes = new int[PartCount];
        Apportion(count, ratios, sizes);
        return sizes;
    }

    /// <summary>
    /// Assigns whole groups, the largest first, each to the part where the squared differences from the quotas, relative to these,
    /// end lowest. What groups take comes off the quotas, so that the single images, which come last, can make up for the rest.
    /// </summary>
    private static void AssignGroups(DigitDataset data, ImageGroups groups, int[][] quotas, ulong seed, List<int>[] parts)
    {
        int[][] members = [.. groups.Members];
        SeededRandom.For(seed, RandomPurpose.Split, DigitImage.ClassCount).Shuffle<int[]>(members);
        double[][] shares = [.. quotas.Select(quota => Array.ConvertAll(quota, size => 1.0 / Math.Max(size, 1)))];
        bool[] isUsed = [.. Enumerable.Range(0, PartCount).Select(part => quotas.Any(quota => quota[part] > 0))];
        foreach (int[] group in members.OrderByDescending(group => group.Length))
        {
            int[] counts = new int[DigitImage.ClassCount];
            foreach (int i in group)
            {
                counts[data.Label(i)]++;
            }

            int best = Enumerable.Range(0, PartCount)
                .Where(part => isUsed[part])
                .MinBy(part => Enumerable.Range(0, DigitImage.ClassCount).Sum(digit =>
                    counts[digit] * (counts[digit] - (2.0 * quotas[digit][part])) * shares[digit][part]));
            parts[best].AddRange(group);
            foreach (int i in group)
            {
                quotas[data.Label(i)][best]--;
            }
        }
    }

    /// <summary>The images that are in no group, by their digit.</summary>
    private static int[][] ByLabel(DigitDataset data, ImageGroups groups)
    {
        List<int>[] members = [.. data.CountPerClass.Select(count => new List<int>(count))];
        for (int i = 0; i < data.Count; i++)
        {
            if (groups.IsAlone(i))
            {
                members[data.Label(i)].Add(i);
            }
        }

        return Array.ConvertAll(members, list => list.ToArray());
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
