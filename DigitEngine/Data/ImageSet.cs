namespace DigitEngine.Data;

/// <summary>Images without labels, one after the other in one array with one byte per pixel.</summary>
public sealed class ImageSet
{
    // May be longer than the images: a reader that only knows an upper bound of their number leaves the rest unused.
    private readonly byte[] _storage;

    /// <summary>Makes a set of images from an array, which is kept, not copied, and must not be changed afterwards.</summary>
    /// <param name="pixels">Images × 784 bytes.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of 784.</exception>
    public ImageSet(byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length % DigitImage.PixelCount != 0)
        {
            throw new ArgumentException(
                $"Expected a multiple of {DigitImage.PixelCount} pixels but found {pixels.Length}.", nameof(pixels));
        }

        _storage = pixels;
        Count = pixels.Length / DigitImage.PixelCount;
    }

    /// <summary>The first <paramref name="count"/> images of an array that may hold more.</summary>
    internal ImageSet(byte[] storage, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, storage.Length / DigitImage.PixelCount);
        _storage = storage;
        Count = count;
    }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>All images, <see cref="Count"/> × 784 bytes.</summary>
    internal ReadOnlySpan<byte> Pixels => _storage.AsSpan(0, Count * DigitImage.PixelCount);

    /// <summary>The 784 pixels of one image.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _storage.AsSpan(index * DigitImage.PixelCount, DigitImage.PixelCount);
        }
    }
}
