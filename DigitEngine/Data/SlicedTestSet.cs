using System.Globalization;

namespace DigitEngine.Data;

/// <summary>
/// A test set divided into slices, such as writers or sources, each of which is measured on its own as well. Immutable.
/// </summary>
public sealed class SlicedTestSet
{
    private readonly int[] _slices;

    /// <param name="test">The images.</param>
    /// <param name="column">The column whose values the slices are.</param>
    /// <param name="names">The names of the slices, in any order and all different. Each has at least one image.</param>
    /// <param name="slices">The index in <paramref name="names"/> of each image's slice.</param>
    internal SlicedTestSet(TestSet test, string column, IReadOnlyList<string> names, IReadOnlyList<int> slices)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(slices.Count, test.Count, nameof(slices));
        Test = test;
        Column = column;
        int[] order = [.. Enumerable.Range(0, names.Count).Order(Comparer<int>.Create((a, b) => Compare(names, a, b)))];
        Names = Array.AsReadOnly(Array.ConvertAll(order, index => names[index]));
        int[] places = new int[names.Count];
        for (int place = 0; place < order.Length; place++)
        {
            places[order[place]] = place;
        }

        _slices = [.. slices.Select(slice => places[slice])];
    }

    /// <summary>All images.</summary>
    public TestSet Test { get; }

    /// <summary>The column whose values the slices are.</summary>
    public string Column { get; }

    /// <summary>
    /// The names of the slices: first integers in numerical order, then texts in ordinal order. One may be empty, for images whose
    /// column is empty.
    /// </summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The index in <see cref="Names"/> of an image's slice.</summary>
    /// <param name="index">0 … number of images − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public int Slice(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _slices.Length);
        return _slices[index];
    }

    private static int Compare(IReadOnlyList<string> names, int a, int b)
    {
        bool isNumber = TryParse(names[a], out long number);
        if (isNumber != TryParse(names[b], out long other))
        {
            return isNumber ? -1 : 1;
        }

        int order = number.CompareTo(other);
        return order != 0 ? order : string.CompareOrdinal(names[a], names[b]);
    }

    private static bool TryParse(string name, out long number) =>
        long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
