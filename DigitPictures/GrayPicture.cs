using DigitPictures.Formats;

namespace DigitPictures;

/// <summary>
/// A picture in grey, row after row from the top left: 0 is black, 255 is white. It is immutable, so any number of threads may
/// read it.
/// </summary>
/// <remarks>
/// <see cref="Load(string)"/> reads PNG, JPEG, BMP, GIF, TIFF and PNM (PBM, PGM, PPM). The content of the file decides, never its
/// name. Samples of other than 8 bits are scaled to 0-255 and rounded. Colour is then converted to grey by the luma of
/// ITU-R BT.601, (19595 R + 38470 G + 7471 B + 32768) / 65536 rounded down. Transparent pixels show white paper. If nothing
/// would be visible on white, as with white ink on a transparent ground, the paper is black. JPEG and TIFF are turned upright by
/// their orientation tag.
/// </remarks>
public sealed class GrayPicture
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxFileLength = 64 << 20;

    /// <summary>The largest number of pixels in a picture. Files are checked before memory is allocated.</summary>
    public const int MaxPixelCount = 100_000_000;

    /// <summary>The largest width and height of a picture, in pixels.</summary>
    public const int MaxSide = 65_535;

    private readonly byte[] _pixels;

    /// <summary>Creates a picture from pixels.</summary>
    /// <param name="width">Pixels in a row, from 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">Rows, from 1 to <see cref="MaxSide"/>.</param>
    /// <param name="pixels">Row after row, <paramref name="width"/> · <paramref name="height"/> of them; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The picture is empty, or larger than the limits above.</exception>
    /// <exception cref="ArgumentException">The number of pixels doesn't match the size.</exception>
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
    /// The number of pictures in the file that it was read from: the pages of a TIFF or the frames of a GIF, otherwise 1. This
    /// is the first of them.
    /// </summary>
    public int PageCount { get; private init; } = 1;

    /// <summary>
    /// The pixels, row after row: the one at (row, column) is number row · <see cref="Width"/> + column. 0 is black and 255
    /// white.
    /// </summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Reads a picture file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PictureFormatException">
    /// The file can't be read, is damaged, is of another format, or is larger than the limits above.
    /// </exception>
    public static GrayPicture Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using PictureFile file = PictureFile.Open(path);
        return PictureReaders.Read(file);
    }

    /// <summary>Reads a picture from a stream, from its current position to its end. The stream is left open.</summary>
    /// <param name="stream">The content of a picture file.</param>
    /// <param name="name">The name for messages; by default a file's path, or "picture".</param>
    /// <param name="maxPixelCount">
    /// The largest number of pixels to accept, from 1 to <see cref="MaxPixelCount"/>. Use less where strangers send pictures.
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

    /// <summary>Writes the picture as an 8-bit grey PNG.</summary>
    /// <param name="stream">The stream to write to. It is left open.</param>
    /// <exception cref="IOException">The stream can't be written.</exception>
    public void SavePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(PngWriter.Write(this));
    }

    /// <summary>Creates a picture that owns the given pixels: they aren't copied.</summary>
    internal static GrayPicture Own(int width, int height, byte[] pixels, int pageCount = 1)
    {
        CheckLength(width, height, pixels);
        return new GrayPicture(width, height, pixels) { PageCount = pageCount };
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
