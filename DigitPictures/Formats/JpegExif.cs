using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>The orientation in a JPEG's EXIF data: how the camera was held. Data that makes no sense says nothing.</summary>
internal static class JpegExif
{
    /// <summary>The orientation in which the first row is the top and the first column the left.</summary>
    public const int Upright = 1;

    private const int EntryLength = 12;
    private const int OrientationTag = 0x0112;
    private const int ShortType = 3;

    public static ReadOnlySpan<byte> Signature => "Exif\0\0"u8;

    /// <summary>The orientation from 1 to 8.</summary>
    /// <param name="tiff">What follows the signature: a TIFF's header and its first directory.</param>
    public static int FindOrientation(ReadOnlySpan<byte> tiff)
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
            // Tag, type, count and value.
            if (Short(directory, isLittle) == OrientationTag && Short(directory[2..], isLittle) == ShortType)
            {
                return Short(directory[8..], isLittle) is int value and >= 1 and <= 8 ? value : Upright;
            }

            directory = directory[EntryLength..];
        }

        return Upright;
    }

    /// <summary>The picture as it is to be seen.</summary>
    public static GrayPicture Turn(GrayPicture picture, int orientation)
    {
        if (orientation == Upright)
        {
            return picture;
        }

        // From 5 on, rows have become columns; which way either runs is in the table of the standard.
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

        return GrayPicture.Own(width, height, pixels);
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
