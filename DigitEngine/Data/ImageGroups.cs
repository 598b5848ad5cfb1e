namespace DigitEngine.Data;

/// <summary>
/// The images of a data set that must not be separated: those of a named group, and those that are equal, pixel for pixel.
/// Groups that share an equal image are one.
/// </summary>
internal sealed class ImageGroups
{
    private readonly HashSet<int> _grouped;

    private ImageGroups(IReadOnlyList<int[]> members) => _grouped = [.. (Members = members).SelectMany(group => group)];

    /// <summary>The images of each group of two or more.</summary>
    public IReadOnlyList<int[]> Members { get; }

    /// <summary>The number of images that are equal to an earlier one.</summary>
    public required int DuplicateCount { get; init; }

    /// <summary>The number of groups that the data set names; 0 if it names none.</summary>
    public required int NamedCount { get; init; }

    public static ImageGroups Of(DigitDataset data)
    {
        // For each image, an image of the same group, in the end the group's first one (Galler and Fischer 1964).
        int[] parents = [.. Enumerable.Range(0, data.Count)];
        Dictionary<int, int> firstOfName = [];
        Dictionary<UInt128, int> firstOfImage = new(data.Count);
        for (int i = 0; i < data.Count; i++)
        {
            if (data.Group(i) is int name && !firstOfName.TryAdd(name, i))
            {
                Join(parents, firstOfName[name], i);
            }

            UInt128 image = ImageFingerprint.Of(data.Image(i));
            if (!firstOfImage.TryAdd(image, i))
            {
                Join(parents, firstOfImage[image], i);
            }
        }

        bool hasGroups = firstOfName.Count > 0 || firstOfImage.Count < data.Count;
        return new(hasGroups ? MembersOf(parents) : [])
        {
            DuplicateCount = data.Count - firstOfImage.Count,
            NamedCount = firstOfName.Count,
        };
    }

    /// <summary>Whether an image is in no group with another.</summary>
    public bool IsAlone(int index) => !_grouped.Contains(index);

    private static int[][] MembersOf(int[] parents) =>
    [
        .. Enumerable.Range(0, parents.Length).GroupBy(i => Root(parents, i)).Select(group => group.ToArray()).Where(group => group.Length > 1),
    ];

    private static int Root(int[] parents, int index)
    {
        while (parents[index] != index)
        {
            index = parents[index] = parents[parents[index]];
        }

        return index;
    }

    private static void Join(int[] parents, int first, int second) => parents[Root(parents, second)] = Root(parents, first);
}
