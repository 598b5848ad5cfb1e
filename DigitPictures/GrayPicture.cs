using DigitPictures.Formats;

namespace DigitPictures;

/// <summary>
/// A picture in grey, row after row from the top left: 0 is black, 255 is white. It doesn't change once it is made, so any
/// number of threads may read it.
/// </summary>
/// <remarks>
/// <see cref="Load(string)"/> reads PNG, JPEG, BMP and PNM (PBM, PGM, PPM), told by what is in the file and never by its
/// name. Samples of other than 8 bits are scaled to 0-255 and rounded; then colour becomes grey by the luma of ITU-R BT.601,
/// (19595 R + 38470 G + 7471 B + 32768) / 65536 rounded down. What is transparent is seen on white paper; only a picture of
/// which nothing could be seen there, such as white ink on a transparent ground, is put on black.
/// A JPEG is turned as its EXIF orientation says.
/// </remarks>
public sealed class GrayPicture
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int MaxFileLength = 64 << 20;

    /// <summary>The most pixels that a picture may have; a file's own word is checked before room is made for them.</summary>
    public const int MaxPixelCount = 100_000_000;

    /// <summary>The most pixels that a picture may be wide or high.</summary>
    public const int MaxSide = 65_535;

    private readonly byte[] _pixels;

    /// <summary>Makes a picture of pixels that are at hand.</summary>
    /// <param name="width">Pixels in a row, from 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">Rows, from 1 to <see cref="MaxSide"/>.</param>
    /// <param name="pixels">Row after row, <paramref name="width"/> · <paramref name="height"/> of them; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The picture is empty, or larger than the limits above.</exception>
    /// <exception cref="ArgumentException">There are more or fewer pixels than the size asks for.</exception>
    public GrayPicture(int width, int height, ReadOnlySpan<byte> pixels)
        : this(width, height, CheckLength(width, height, pixels).ToArray())
    {
    }

    private GrayPicture(int width, int height, byte[] pixels)
    {
        Width = width;
        Height = height;
        _pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>
    /// The pixels, row after row: the one at (row, column) is number row · <see cref="Width"/> + column. 0 is black and 255
    /// white.
    /// </summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Reads a picture file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PictureFormatException">
    /// The file can't be read, is damaged, is no picture of a kind that is known here, or is larger than the limits above.
    /// </exception>
    public static GrayPicture Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using PictureFile file = PictureFile.Open(path);
        return PictureReaders.Read(file);
    }

    /// <summary>Reads a picture from a stream, from where it stands to its end; the stream is left open.</summary>
    /// <param name="stream">What the picture file holds.</param>
    /// <param name="name">What to call it in messages; without one, a file's path or "picture".</param>
    /// <param name="maxPixelCount">
    /// The most pixels to take, from 1 to <see cref="MaxPixelCount"/>: less where strangers send pictures.
    /// </param>
    /// <inheritdoc cref="Load(string)" path="/exception"/>
    public static GrayPicture Load(Stream stream, string? name = null, int maxPixelCount = MaxPixelCount)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPixelCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxPixelCount, MaxPixelCount);
        using PictureFile file = PictureFile.Read(stream, name ?? (stream as FileStream)?.Name ?? "picture");
        file.MaxPixelCount = maxPixelCount;
        return PictureReaders.Read(file);
    }

    /// <summary>Writes the picture as PNG of 8-bit grey.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void SavePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(PngWriter.Write(this));
    }

    /// <summary>A picture of pixels that nobody else keeps: not copied.</summary>
    internal static GrayPicture Own(int width, int height, byte[] pixels)
    {
        CheckLength(width, height, pixels);
        return new GrayPicture(width, height, pixels);
    }

    private static ReadOnlySpan<byte> CheckLength(int width, int height, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        long count = (long)width * height;
        if (count > MaxPixelCount)
        {
            throw new ArgumentOutOfRangeException(nameof(height), $"Expected at most {MaxPixelCount} pixels but found {count}.");
        }

        if (pixels.Length != count)
        {
            throw new ArgumentException($"Expected {count} pixels but found {pixels.Length}.", nameof(pixels));
        }

        return pixels;
    }
}
