using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Security.Cryptography;

namespace DigitEngine.Data;

/// <summary>
/// Images with their labels, for training and validation. Immutable. A <see cref="Subset"/> is a view, so the pixels are in
/// memory once however often a set is split.
/// </summary>
public sealed class DigitDataset
{
    private readonly ImageSet _images;
    private readonly byte[] _labels;

    // The index of each image of this view in _images and _labels; null for all of them in order.
    private readonly int[]? _indices;

    // The group of each image in _images; null where images have none.
    private readonly int[]? _groups;

    // Computed on first use. If two threads compute it, they get the same text.
    private string? _fingerprint;

    /// <summary>
    /// Joins images and labels. Both are kept, not copied, so <paramref name="labels"/> must not be changed afterwards.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="labels">The digit of each image, 0 … 9.</param>
    /// <exception cref="ArgumentException">The counts differ, or a label is greater than 9.</exception>
    public DigitDataset(ImageSet images, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (images.Count != labels.Length)
        {
            throw new ArgumentException(
                $"Expected {images.Count} labels, one for each image, but found {labels.Length}.", nameof(labels));
        }

        int bad = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(DigitImage.ClassCount - 1));
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected labels 0-9 but label number {bad} is {labels[bad]}.", nameof(labels));
        }

        _images = images;
        _labels = labels;
        CountPerClass = CountClasses();
    }

    private DigitDataset(ImageSet images, byte[] labels, int[]? indices, int[]? groups)
    {
        _images = images;
        _labels = labels;
        _indices = indices;
        _groups = groups;
        CountPerClass = CountClasses();
    }

    /// <summary>The number of images.</summary>
    public int Count => _indices?.Length ?? _labels.Length;

    /// <summary>The number of images of each digit: ten numbers.</summary>
    public IReadOnlyList<int> CountPerClass { get; }

    /// <summary>
    /// The SHA-256, in lower-case hexadecimal, of the count (64 bits, little-endian), all pixels and all labels in the order of
    /// this set. It is equal for equal data however that is stored.
    /// </summary>
    public string Fingerprint => _fingerprint ??= ComputeFingerprint();

    /// <summary>The 784 pixels of one image.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index) => _images[Locate(index)];

    /// <summary>The digit of one image, 0 … 9.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public int Label(int index) => _labels[Locate(index)];

    /// <summary>A view of some of the images in a given order. It shares the pixels of this set. An image may occur twice.</summary>
    /// <param name="indices">The indices of the images, each 0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public DigitDataset Subset(ReadOnlySpan<int> indices)
    {
        int[] located = new int[indices.Length];
        for (int i = 0; i < located.Length; i++)
        {
            located[i] = Locate(indices[i]);
        }

        return new DigitDataset(_images, _labels, located, _groups);
    }

    /// <summary>
    /// The same images, each with its group, such as its writer. <see cref="DataSplit"/> keeps the images of a group together.
    /// </summary>
    /// <param name="groups">A number for each image, the same for all images of a group.</param>
    /// <exception cref="ArgumentException">There is not one number for each image.</exception>
    public DigitDataset WithGroups(ReadOnlySpan<int> groups)
    {
        if (groups.Length != Count)
        {
            throw new ArgumentException($"Expected {Count} groups, one for each image, but found {groups.Length}.", nameof(groups));
        }

        int[] located = new int[_labels.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            located[Locate(i)] = groups[i];
        }

        return new DigitDataset(_images, _labels, _indices, located);
    }

    /// <summary>The group of an image; null if this set has no groups.</summary>
    internal int? Group(int index) => _groups?[Locate(index)];

    /// <summary>The index of an image in the set that this is a view of, through any number of views.</summary>
    internal int Position(int index) => Locate(index);

    private int Locate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _indices is null ? index : _indices[index];
    }

    private ReadOnlyCollection<int> CountClasses()
    {
        int[] counts = new int[DigitImage.ClassCount];
        for (int i = 0; i < Count; i++)
        {
            counts[Label(i)]++;
        }

        return Array.AsReadOnly(counts);
    }

    private string ComputeFingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> count = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(count, Count);
        hash.AppendData(count);
        byte[] labels = new byte[Count];
        for (int i = 0; i < labels.Length; i++)
        {
            hash.AppendData(Image(i));
            labels[i] = (byte)Label(i);
        }

        hash.AppendData(labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
