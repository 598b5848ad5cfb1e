namespace DigitEngine.Data;

/// <summary>
/// The images of a data set that must not be separated: those of a named group, and those that are equal, pixel for pixel.
/// Groups that share an equal image are one.
/// </summary>
internal sealed class ImageGroups
{
    private const int Grouped = -1;

    // For each image, an image of the same group, in the end the group's first one (Galler and Fischer 1964).
    private readonly int[] _parents;

    private ImageGroups(int count) => _parents = [.. Enumerable.Range(0, count)];

    /// <summary>The images of each group of two or more.</summary>
    public IReadOnlyList<int[]> Members { get; private set; } = [];

    /// <summary>The number of images that are equal to an earlier one.</summary>
    public int DuplicateCount { get; private set; }

    /// <summary>The number of groups that the data set names; 0 if it names none.</summary>
    public int NamedCount { get; private set; }

    public static ImageGroups Of(DigitDataset data)
    {
        ImageGroups groups = new(data.Count);
        Dictionary<int, int> firstOfName = [];
        Dictionary<UInt128, int> firstOfImage = new(data.Count);
        for (int i = 0; i < data.Count; i++)
        {
            if (data.Group(i) is int name && !firstOfName.TryAdd(name, i))
            {
                groups.Join(firstOfName[name], i);
            }

            UInt128 image = ImageFingerprint.Of(data.Image(i));
            if (!firstOfImage.TryAdd(image, i))
            {
                groups.DuplicateCount++;
                groups.Join(firstOfImage[image], i);
            }
        }

        groups.NamedCount = firstOfName.Count;
        if (groups.DuplicateCount > 0 || groups.NamedCount > 0)
        {
            groups.FindMembers();
        }

        return groups;
    }

    /// <summary>Whether an image is in no group with another.</summary>
    public bool IsAlone(int index) => _parents[index] != Grouped;

    private void FindMembers()
    {
        Members =
        [
            .. Enumerable.Range(0, _parents.Length).GroupBy(Root).Where(group => group.Skip(1).Any()).Select(group => group.ToArray()),
        ];
        foreach (int i in Members.SelectMany(group => group))
        {
            _parents[i] = Grouped;
        }
    }

    private int Root(int index)
    {
        while (_parents[index] != index)
        {
            index = _parents[index] = _parents[_parents[index]];
        }

        return index;
    }

    private void Join(int first, int second) => _parents[Root(second)] = Root(first);
}
