using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>
/// How a picture must be turned to be upright: the orientation tag of EXIF and TIFF, from 1 to 8. Invalid values count as
/// upright.
/// </summary>
internal static class Orientation
{
    /// <summary>The first row is the top and the first column the left.</summary>
    public const int Upright = 1;

    /// <summary>The tag's number in EXIF and in TIFF.</summary>
    public const int Tag = 0x0112;

    private const int EntryLength = 12;
    private const int ShortType = 3;

    /// <summary>Reads the orientation in EXIF data.</summary>
    /// <param name="tiff">What follows the signature "Exif\0\0": a TIFF header and its first directory.</param>
    public static int FromExif(ReadOnlySpan<byte> tiff)
    {
        bool isLittle = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!isLittle && !tiff.StartsWith("MM\0*"u8)))
        {
            return Upright;
        }

        uint start = isLittle
            ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (start > tiff.Length - 2)
        {
            return Upright;
        }

        ReadOnlySpan<byte> directory = tiff[(int)start..];
        int count = Short(directory, isLittle);
        directory = directory[2..];
        for (int i = 0; i < count && directory.Length >= EntryLength; i++)
        {
            // An entry is tag, type, count and value.
            if (Short(directory, isLittle) == Tag && Short(directory[2..], isLittle) == ShortType)
            {
                return Short(directory[8..], isLittle) is int value and >= 1 and <= 8 ? value : Upright;
            }

            directory = directory[EntryLength..];
        }

        return Upright;
    }

    /// <summary>Turns a picture upright.</summary>
    public static GrayPicture Turn(GrayPicture picture, int orientation)
    {
        if (orientation == Upright)
        {
            return picture;
        }

        // From 5 on, rows and columns change places. The direction of either follows the table in the EXIF standard.
        bool isTransposed = orientation >= 5;
        bool fromRight = orientation is 2 or 3 or 7 or 8;
        bool fromBottom = orientation is 3 or 4 or 6 or 7;
        (int sourceWidth, int sourceHeight) = (picture.Width, picture.Height);
        (int width, int height) = isTransposed ? (sourceHeight, sourceWidth) : (sourceWidth, sourceHeight);
        int stepAlongRow = fromRight ? -1 : 1;
        int stepAlongColumn = fromBottom ? -sourceWidth : sourceWidth;
        int start = (fromRight ? sourceWidth - 1 : 0) + (fromBottom ? (sourceHeight - 1) * sourceWidth : 0);
        (int stepX, int stepY) = isTransposed ? (stepAlongColumn, stepAlongRow) : (stepAlongRow, stepAlongColumn);
        ReadOnlySpan<byte> source = picture.Pixels;
        byte[] pixels = GC.AllocateUninitializedArray<byte>(source.Length);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = source[start + (y * stepY) + (x * stepX)];
            }
        }

        return GrayPicture.Own(width, height, pixels, picture.PageCount);
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
