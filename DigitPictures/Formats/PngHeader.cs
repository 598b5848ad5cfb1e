using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>What a PNG's IHDR chunk says.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColor Color, bool IsInterlaced)
{
    public const int Length = 13;

    /// <summary>Samples in a pixel.</summary>
    public int Channels => Color switch
    {
        PngColor.Gray or PngColor.Palette => 1,
        PngColor.GrayAlpha => 2,
        PngColor.Rgb => 3,
        _ => 4,
    };

    public int BitsPerPixel => Channels * BitDepth;

    /// <summary>What filters call the pixel to the left is so many bytes away.</summary>
    public int FilterDistance => Math.Max(1, BitsPerPixel / 8);

    /// <summary>All bytes of all rows of all passes, each row with its filter.</summary>
    public long UnpackedLength
    {
        get
        {
            long length = 0;
            foreach (PngPass pass in PngPass.Of(IsInterlaced))
            {
                (int width, int height) = pass.SizeIn(Width, Height);
                length += width == 0 ? 0 : height * (1L + RowLength(width));
            }

            return length;
        }
    }

    public static PngHeader Parse(PictureFile file, ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != Length)
        {
            throw file.Problem($"expected {Length} bytes in the PNG's IHDR chunk but found {chunk.Length}");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        file.CheckSize(width, height);
        (int depth, int color) = (chunk[8], chunk[9]);
        (int compression, int filter, int interlace) = (chunk[10], chunk[11], chunk[12]);
        bool isKnown = (PngColor)color switch
        {
            PngColor.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!isKnown)
        {
            throw file.Problem($"expected a PNG's colour type and bit depth but found {color} and {depth}");
        }

        if (compression != 0 || filter != 0 || interlace > 1)
        {
            throw file.Problem($"expected a PNG by methods 0, 0 and 0 or 1 but found {compression}, {filter} and {interlace}");
        }

        return new PngHeader((int)width, (int)height, depth, (PngColor)color, interlace == 1);
    }

    /// <summary>Bytes in a row of so many pixels, without its filter.</summary>
    public int RowLength(int width) => (int)((((long)width * BitsPerPixel) + 7) / 8);
}
