using System.Runtime.InteropServices;

namespace DigitPictures.Formats;

/// <summary>
/// Reads TIFF: strips and tiles, grey, palette, RGB and CMYK, with alpha or without, 1 to 16 bits a sample; uncompressed, fax
/// (Group 3 and 4), LZW, JPEG, Deflate and PackBits. Of several pages it reads the first.
/// </summary>
internal sealed class TiffReader : IPictureReader
{
    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8);

    public GrayPicture Read(PictureFile file)
    {
        TiffDirectory directory = TiffDirectory.Parse(file);
        TiffLayout layout = new(file, directory);
        using TiffParts parts = new(file, directory, toRgb: layout.Color == TiffColor.YCbCr);
        byte[] pixels = layout.IsPlanar || layout.Alpha != TiffAlpha.None
            ? ReadSamples(file, layout, parts)
            : ReadGrays(file, layout, parts);
        GrayPicture picture = GrayPicture.Own(layout.Width, layout.Height, pixels, directory.PageCount);
        uint orientation = directory.One(TiffTag.Orientation, Orientation.Upright);
        return Orientation.Turn(picture, orientation is >= 1 and <= 8 ? (int)orientation : Orientation.Upright);
    }

    // Converts each row to grey as soon as it is unpacked.
    private static byte[] ReadGrays(PictureFile file, TiffLayout layout, TiffParts parts)
    {
        byte[] pixels = file.Allocate(layout.Width, layout.Height);
        byte[] samples = new byte[layout.PartWidth * layout.Samples];
        ForEachRow(layout, parts, (row, x, y, _, width) =>
        {
            Span<byte> own = samples.AsSpan(0, width * layout.Samples);
            layout.UnpackSamples(row, own);
            layout.ToGray(own, pixels.AsSpan((y * layout.Width) + x, width), Luma.White);
        });
        return pixels;
    }

    // Collects all samples first: the planes lie apart, or the paper isn't known yet.
    private static byte[] ReadSamples(PictureFile file, TiffLayout layout, TiffParts parts)
    {
        long count = (long)layout.Width * layout.Height * layout.Samples;
        if (count > GrayPicture.MaxPixelCount)
        {
            throw file.Problem($"expected at most {GrayPicture.MaxPixelCount} samples in the TIFF but it has {count}");
        }

        byte[] all = new byte[count];
        byte[] samples = new byte[layout.PartWidth * layout.Samples];
        ForEachRow(layout, parts, (row, x, y, plane, width) =>
        {
            Span<byte> target = all.AsSpan(((y * layout.Width) + x) * layout.Samples);
            if (!layout.IsPlanar)
            {
                layout.UnpackSamples(row, target[..(width * layout.Samples)]);
                return;
            }

            layout.UnpackSamples(row, samples.AsSpan(0, width));
            for (int i = 0; i < width; i++)
            {
                target[(i * layout.Samples) + plane] = samples[i];
            }
        });
        return layout.Alpha == TiffAlpha.None ? Draw(Luma.White) : Luma.OnPaper(Draw);

        byte[] Draw(byte paper)
        {
            byte[] pixels = file.Allocate(layout.Width, layout.Height);
            layout.ToGray(all, pixels, paper);
            return pixels;
        }
    }

    private static void ForEachRow(TiffLayout layout, TiffParts parts, RowAction action)
    {
        byte[] buffer = new byte[layout.PartLength];
        for (int index = 0; index < layout.PartCount; index++)
        {
            (int plane, int part) = Math.DivRem(index, layout.PartCount / layout.Planes);
            int x = part % layout.PartsAcross * layout.PartWidth;
            int y = part / layout.PartsAcross * layout.PartHeight;
            int width = Math.Min(layout.PartWidth, layout.Width - x);
            int height = Math.Min(layout.PartHeight, layout.Height - y);

            // The last strip ends with the picture. Tiles are always whole.
            parts.Unpack(index, buffer, layout.IsTiled ? layout.PartLength : height * layout.RowLength);
            for (int row = 0; row < height; row++)
            {
                action(buffer.AsSpan(row * layout.RowLength, layout.RowLength), x, y + row, plane, width);
            }
        }
    }

    /// <summary>Receives a packed row of a part, the position and plane of its first pixel, and its number of pixels.</summary>
    private delegate void RowAction(ReadOnlySpan<byte> row, int x, int y, int plane, int width);
}

/// <summary>The colour models of TIFF, numbered as in the file.</summary>
internal enum TiffColor
{
    WhiteIsZero = 0,
    BlackIsZero = 1,
    Rgb = 2,
    Palette = 3,
    Cmyk = 5,
    YCbCr = 6,
}

/// <summary>The alpha of a TIFF, numbered as in the file.</summary>
internal enum TiffAlpha
{
    None = 0,

    /// <summary>The colours are multiplied by their alpha already.</summary>
    Associated = 1,
    Unassociated = 2,
}

/// <summary>How the pixels of a TIFF are stored, checked against the limits and the length of the file.</summary>
internal sealed class TiffLayout
{
    private const uint NoCompression = 1;
    private const uint FaxRunLengths = 2;
    private const uint FaxGroup3 = 3;
    private const uint FaxGroup4 = 4;
    private const uint Lzw = 5;
    private const uint Jpeg = 7;
    private const uint Deflate = 8;
    private const uint PackBits = 32773;
    private const uint OldDeflate = 32946;
    private const uint PlanesApart = 2;
    private const uint WholeNumbers = 1;

    // The limit for a strip or tile, which may be all of the picture.
    private const int MaxBytesPerPixel = 4;

    private readonly int _bits;

    // The grey of each value, for pixels of a single sample.
    private readonly byte[] _grays;

    public TiffLayout(PictureFile file, TiffDirectory directory)
    {
        (uint width, uint height) = (directory.One(TiffTag.ImageWidth), directory.One(TiffTag.ImageLength));
        file.CheckSize(width, height);
        (Width, Height) = ((int)width, (int)height);

        uint samples = directory.One(TiffTag.SamplesPerPixel, 1);
        uint bits = directory.Common(TiffTag.BitsPerSample, 1);
        uint compression = directory.One(TiffTag.Compression, NoCompression);
        uint color = directory.One(TiffTag.PhotometricInterpretation);
        bool isPlanar = directory.One(TiffTag.PlanarConfiguration, 1) == PlanesApart;
        int colors = (TiffColor)color switch
        {
            TiffColor.WhiteIsZero or TiffColor.BlackIsZero => 1,
            TiffColor.Palette when bits <= 8 => 1,
            TiffColor.Rgb => 3,
            TiffColor.YCbCr when compression == Jpeg && !isPlanar => 3,
            TiffColor.Cmyk => 4,
            _ => 0,
        };
        uint format = directory.Common(TiffTag.SampleFormat, WholeNumbers);
        bool isKnown = samples == 1 ? bits is 1 or 2 or 4 or 8 or 16 : bits is 8 or 16;
        if (colors == 0 || samples < colors || samples > colors + 1 || !isKnown || format != WholeNumbers)
        {
            throw file.Problem(
                $"expected grey, palette, RGB or CMYK of up to 16 bits in the TIFF but found colour model {color} with {samples} "
                + $"samples of {bits} bits in format {format}");
        }

        (Color, Samples, _bits) = ((TiffColor)color, (int)samples, (int)bits);
        if (samples > colors && directory.All(TiffTag.ExtraSamples) is [uint alpha])
        {
            Alpha = alpha is 1 or 2 ? (TiffAlpha)alpha : TiffAlpha.None;
        }

        Planes = isPlanar ? Samples : 1;
        IsTiled = directory.All(TiffTag.TileWidth).Length > 0;
        uint partWidth = IsTiled ? directory.One(TiffTag.TileWidth) : width;
        uint partHeight = IsTiled ? directory.One(TiffTag.TileLength) : Math.Min(directory.One(TiffTag.RowsPerStrip, height), height);
        file.CheckSize(partWidth, partHeight);
        (PartWidth, PartHeight) = ((int)partWidth, (int)partHeight);
        if (!IsTiled)
        {
            // Without this tag, the library divides by zero.
            directory.Set(TiffTag.RowsPerStrip, PartHeight);
        }

        PartsAcross = DivideUp(Width, PartWidth);
        PartCount = PartsAcross * DivideUp(Height, PartHeight) * Planes;
        long rowLength = (((long)PartWidth * (Samples / Planes) * _bits) + 7) / 8;
        long most = MaxBytesPerPixel * (long)file.MaxPixelCount;
        if (rowLength * PartHeight > most)
        {
            throw file.Problem($"expected strips or tiles of at most {most} bytes in the TIFF but found {rowLength * PartHeight}");
        }

        RowLength = (int)rowLength;
        CheckParts(file, directory, compression);
        _grays = MakeGrays(file, directory.All(TiffTag.ColorMap));
    }

    public int Width { get; }

    public int Height { get; }

    public TiffColor Color { get; }

    public TiffAlpha Alpha { get; }

    /// <summary>Samples in a pixel, with alpha.</summary>
    public int Samples { get; }

    /// <summary>1, or the number of samples if each is stored in a plane of its own.</summary>
    public int Planes { get; }

    public bool IsPlanar => Planes > 1;

    public bool IsTiled { get; }

    /// <summary>The width of a strip or tile, in pixels.</summary>
    public int PartWidth { get; }

    /// <summary>The height of a strip or tile, in pixels.</summary>
    public int PartHeight { get; }

    /// <summary>The number of strips or tiles in a row.</summary>
    public int PartsAcross { get; }

    /// <summary>The number of strips or tiles in all planes.</summary>
    public int PartCount { get; }

    /// <summary>The length of a row of a strip or tile, in bytes.</summary>
    public int RowLength { get; }

    /// <summary>The length of a strip or tile, in bytes.</summary>
    public int PartLength => RowLength * PartHeight;

    /// <summary>Unpacks a row to samples of 8 bits; smaller ones keep their value.</summary>
    public void UnpackSamples(ReadOnlySpan<byte> row, Span<byte> samples)
    {
        if (_bits == 8)
        {
            row[..samples.Length].CopyTo(samples);
        }
        else if (_bits == 16)
        {
            ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(row);
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = Luma.From16(wide[i]);
            }
        }
        else
        {
            int mask = (1 << _bits) - 1;
            for (int i = 0; i < samples.Length; i++)
            {
                int bit = i * _bits;
                samples[i] = (byte)((row[bit >> 3] >> (8 - _bits - (bit & 7))) & mask);
            }
        }
    }

    /// <summary>Converts samples to grey on paper of a given grey.</summary>
    public void ToGray(ReadOnlySpan<byte> samples, Span<byte> grays, byte paper)
    {
        for (int i = 0; i < grays.Length; i++)
        {
            ReadOnlySpan<byte> pixel = samples.Slice(i * Samples, Samples);
            byte gray = Color switch
            {
                TiffColor.Rgb or TiffColor.YCbCr => Luma.Of(pixel[0], pixel[1], pixel[2]),
                TiffColor.Cmyk => Luma.Over(Luma.Of(255 - pixel[0], 255 - pixel[1], 255 - pixel[2]), 255 - pixel[3], paper: 0),
                _ => _grays[pixel[0]],
            };
            grays[i] = Alpha switch
            {
                TiffAlpha.Unassociated => Luma.Over(gray, pixel[^1], paper),
                TiffAlpha.Associated => (byte)Math.Min(255, gray + Luma.Over(0, pixel[^1], paper)),
                _ => gray,
            };
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;

    private void CheckParts(PictureFile file, TiffDirectory directory, uint compression)
    {
        uint[] offsets = directory.All(IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets);
        uint[] lengths = directory.All(IsTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts);
        if (offsets.Length != PartCount || lengths.Length != PartCount)
        {
            throw file.Problem(
                $"expected the offsets and lengths of {PartCount} strips or tiles in the TIFF but found {offsets.Length} and {lengths.Length}");
        }

        for (int i = 0; i < PartCount; i++)
        {
            if ((long)offsets[i] + lengths[i] > file.Span.Length)
            {
                throw file.Cut($"strip or tile {i + 1} of {PartCount} of the TIFF");
            }

            // The last strip may be shorter than the others.
            int height = IsTiled ? PartHeight : Math.Min(PartHeight, Height - (i % (PartCount / Planes) * PartHeight));
            if (MinLength(file, compression, height) > lengths[i])
            {
                throw file.Problem(
                    $"expected {PartWidth} x {height} pixels in a strip or tile of the TIFF, more than {lengths[i]} bytes can hold");
            }
        }
    }

    // The shortest length that these rows may be packed in. Without this check, a small file could make us allocate much memory.
    private long MinLength(PictureFile file, uint compression, int height) => compression switch
    {
        NoCompression => (long)RowLength * height,
        PackBits => (long)RowLength * height / 64,

        // A row takes at least one bit.
        FaxRunLengths or FaxGroup3 or FaxGroup4 when _bits == 1 && Samples == 1 => height / 8,

        // The longest string is 4096 bytes for 12 bits.
        Lzw => (long)RowLength * height / (4096 * 8 / 12),

        // A block of 64 samples takes at least one bit. Of colour, it may stand for four blocks.
        Jpeg when _bits == 8 => (long)RowLength * height / (64 * 8 * 4),

        // 258 bytes for two bits.
        Deflate or OldDeflate => (long)RowLength * height / (258 * 8 / 2),
        _ => throw file.Problem($"expected a known compression in the TIFF but found method {compression} for {_bits} bits"),
    };

    private byte[] MakeGrays(PictureFile file, uint[] colorMap)
    {
        int count = 1 << Math.Min(_bits, 8);
        byte[] grays = new byte[count];
        if (Color != TiffColor.Palette)
        {
            for (uint i = 0; i < count; i++)
            {
                byte gray = Luma.Scale(i, (uint)count - 1);
                grays[i] = Color == TiffColor.WhiteIsZero ? (byte)(255 - gray) : gray;
            }

            return grays;
        }

        if (colorMap.Length != 3 * count)
        {
            throw file.Problem($"expected {3 * count} numbers in the TIFF's palette but found {colorMap.Length}");
        }

        bool isWide = colorMap.AsSpan().ContainsAnyExceptInRange(0u, 255u);
        for (int i = 0; i < count; i++)
        {
            grays[i] = Luma.Of(At(i), At(count + i), At((2 * count) + i));
        }

        return grays;

        // Some writers store 8 bits where 16 are due.
        byte At(int index) => isWide ? Luma.From16((int)colorMap[index]) : (byte)colorMap[index];
    }
}
