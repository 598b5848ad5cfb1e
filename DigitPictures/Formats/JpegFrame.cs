using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DigitPictures.Formats;

/// <summary>The frame header of a JPEG.</summary>
internal sealed class JpegFrame
{
    private const int FixedLength = 6;
    private const int ComponentLength = 3;
    private const int MaxSampling = 4;

    private JpegFrame(int width, int height, bool isProgressive, JpegComponent[] components)
    {
        Width = width;
        Height = height;
        IsProgressive = isProgressive;
        Components = components;
        MaxAcross = components.Max(component => component.Across);
        MaxDown = components.Max(component => component.Down);
        UnitsAcross = DivideUp(width, JpegComponent.BlockSide * MaxAcross);
        UnitsDown = DivideUp(height, JpegComponent.BlockSide * MaxDown);
        foreach (JpegComponent component in components)
        {
            component.Width = DivideUp(width * component.Across, MaxAcross);
            component.Height = DivideUp(height * component.Down, MaxDown);
            component.PaddedBlocksAcross = UnitsAcross * component.Across;
            component.PaddedBlocksDown = UnitsDown * component.Down;
        }
    }

    public int Width { get; }

    public int Height { get; }

    public bool IsProgressive { get; }

    public JpegComponent[] Components { get; }

    /// <summary>The largest horizontal sampling factor of a component.</summary>
    public int MaxAcross { get; }

    /// <summary>The largest vertical sampling factor of a component.</summary>
    public int MaxDown { get; }

    /// <summary>
    /// The units (MCUs) in a row. Of each component, a unit holds <see cref="JpegComponent.Across"/> times
    /// <see cref="JpegComponent.Down"/> blocks.
    /// </summary>
    public int UnitsAcross { get; }

    public int UnitsDown { get; }

    public static JpegFrame Parse(PictureFile file, byte marker, ReadOnlySpan<byte> content)
    {
        if (marker is not (JpegMarker.StartOfBaseline or JpegMarker.StartOfExtended or JpegMarker.StartOfProgressive))
        {
            throw file.Problem($"expected a baseline or progressive JPEG with Huffman codes but found process {marker - 0xC0}");
        }

        if (content.Length < FixedLength || content.Length != FixedLength + (ComponentLength * content[5]))
        {
            throw file.Problem($"expected a JPEG's frame header but found only {content.Length} bytes");
        }

        if (content[0] != 8)
        {
            throw file.Problem($"expected a JPEG of 8 bits a sample but found {content[0]}");
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        file.CheckSize(width, height);
        if (content[5] is not (1 or 3 or 4))
        {
            throw file.Problem($"expected a JPEG of 1, 3 or 4 components but found {content[5]}");
        }

        JpegComponent[] components = new JpegComponent[content[5]];
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> entry = content.Slice(FixedLength + (ComponentLength * i), ComponentLength);
            (int across, int down) = (entry[1] >> 4, entry[1] & 15);
            if (across is < 1 or > MaxSampling || down is < 1 or > MaxSampling || entry[2] >= JpegTables.Count)
            {
                throw file.Problem($"expected sampling 1-4 and table 0-3 in the JPEG but found {across} x {down} and {entry[2]}");
            }

            int id = entry[0];
            if (components.AsSpan(0, i).ToArray().Any(other => other.Id == id))
            {
                throw file.Problem($"the JPEG has two components numbered {id}");
            }

            components[i] = new JpegComponent(id, across, down, entry[2]);
        }

        return new JpegFrame(width, height, marker == JpegMarker.StartOfProgressive, components);
    }

    /// <summary>Allocates the wanted components, if the file is long enough to hold them and the limits allow it.</summary>
    public void Allocate(PictureFile file)
    {
        // A block takes at least one bit.
        long blocks = Components.Sum(component => (long)component.BlocksAcross * component.BlocksDown);
        if (blocks / 8 > file.Span.Length)
        {
            throw file.Problem($"expected {Width} x {Height} pixels in the JPEG, more than {file.Span.Length} bytes can hold");
        }

        JpegComponent[] wanted = [.. Components.Where(component => component.IsWanted)];
        if (wanted.Sum(component => (long)component.Width * component.Height) is long samples and > GrayPicture.MaxPixelCount)
        {
            throw file.Problem($"expected at most {GrayPicture.MaxPixelCount} samples in the JPEG but it has {samples}");
        }

        foreach (JpegComponent component in wanted)
        {
            component.Samples = new byte[component.Width * component.Height];
            int paddedBlocks = component.PaddedBlocksAcross * component.PaddedBlocksDown;
            if (IsProgressive)
            {
                component.Coefficients = new short[paddedBlocks * JpegComponent.BlockLength];
            }
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}

/// <summary>One component of a JPEG: a plane of samples, which may be smaller than the picture.</summary>
internal sealed class JpegComponent(int id, int across, int down, int table)
{
    public const int BlockSide = 8;
    public const int BlockLength = BlockSide * BlockSide;

    public int Id { get; } = id;

    /// <summary>The horizontal sampling factor.</summary>
    public int Across { get; } = across;

    /// <summary>The vertical sampling factor.</summary>
    public int Down { get; } = down;

    /// <summary>The number of the quantization table.</summary>
    public int Table { get; } = table;

    /// <summary>Whether grey needs this component.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Samples in a row.</summary>
    public int Width { get; set; }

    /// <summary>Rows of samples.</summary>
    public int Height { get; set; }

    /// <summary>Blocks across, including those that pad the last unit.</summary>
    public int PaddedBlocksAcross { get; set; }

    /// <summary>Blocks down, including those that pad the last unit.</summary>
    public int PaddedBlocksDown { get; set; }

    public int BlocksAcross => (Width + BlockSide - 1) / BlockSide;

    public int BlocksDown => (Height + BlockSide - 1) / BlockSide;

    /// <summary>The samples, row after row; empty unless the component is wanted.</summary>
    public byte[] Samples { get; set; } = [];

    /// <summary>The coefficients of all blocks; empty unless the component is wanted and the JPEG is progressive.</summary>
    public short[] Coefficients { get; set; } = [];

    /// <summary>The quantization table at the start of the component's first scan, row after row.</summary>
    public ushort[]? Quantization { get; set; }

    /// <summary>The lowest bit read so far of each coefficient, or -1 before its first scan.</summary>
    public sbyte[] KnownTo { get; } = [.. Enumerable.Repeat((sbyte)-1, BlockLength)];

    /// <summary>Transforms a block and stores the samples that lie within the plane.</summary>
    public void Store(Span<int> block, int blockX, int blockY)
    {
        int x = blockX * BlockSide;
        int y = blockY * BlockSide;
        if (x >= Width || y >= Height)
        {
            return;
        }

        if (x + BlockSide <= Width && y + BlockSide <= Height)
        {
            JpegTransform.Inverse(block, Quantization, Samples.AsSpan((y * Width) + x), Width);
            return;
        }

        Span<byte> whole = stackalloc byte[BlockLength];
        JpegTransform.Inverse(block, Quantization, whole, BlockSide);
        int columns = Math.Min(BlockSide, Width - x);
        int rows = Math.Min(BlockSide, Height - y);
        for (int row = 0; row < rows; row++)
        {
            whole.Slice(row * BlockSide, columns).CopyTo(Samples.AsSpan(((y + row) * Width) + x));
        }
    }
}

/// <summary>
/// The inverse cosine transform of an 8 × 8 block, in integers after Loeffler, Ligtenberg and Moschytz (ICASSP 1989), with the
/// constants and roundings of libjpeg. The samples are the same as libjpeg's, bit for bit.
/// </summary>
internal static class JpegTransform
{
    private const int Side = 8;
    private const int ConstBits = 13;
    private const int PassBits = 2;

    // The constants in 8192ths.
    private const int C0298 = 2446;
    private const int C0390 = 3196;
    private const int C0541 = 4433;
    private const int C0765 = 6270;
    private const int C0899 = 7373;
    private const int C1175 = 9633;
    private const int C1501 = 12299;
    private const int C1847 = 15137;
    private const int C1961 = 16069;
    private const int C2053 = 16819;
    private const int C2562 = 20995;
    private const int C3072 = 25172;

    /// <summary>Dequantizes a block and transforms it.</summary>
    /// <param name="block">The coefficients, row after row; overwritten.</param>
    /// <param name="steps">The quantization step of each coefficient.</param>
    /// <param name="samples">Receives eight rows of eight samples.</param>
    /// <param name="stride">The distance from one row of samples to the next.</param>
    public static void Inverse(Span<int> block, ReadOnlySpan<ushort> steps, Span<byte> samples, int stride)
    {
        block = block[..(Side * Side)];
        if (!block[1..].ContainsAnyExcept(0))
        {
            byte value = Clamp(((block[0] * steps[0] * 4) + 16) >> 5);
            for (int y = 0; y < Side; y++)
            {
                samples.Slice(y * stride, Side).Fill(value);
            }

            return;
        }

        for (int i = 0; i < block.Length; i++)
        {
            block[i] *= steps[i];
        }

        for (int x = 0; x < Side; x++)
        {
            Pass(block[x..], Side, ConstBits - PassBits);
        }

        for (int y = 0; y < Side; y++)
        {
            Span<int> row = block.Slice(y * Side, Side);
            Pass(row, 1, ConstBits + PassBits + 3);
            Span<byte> target = samples.Slice(y * stride, Side);
            for (int x = 0; x < Side; x++)
            {
                target[x] = Clamp(row[x]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Clamp(int sample) => (byte)Math.Clamp(sample + 128, 0, 255);

    // Transforms one column or row. The results are divided by 2^shift and rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(Span<int> v, int step, int shift)
    {
        // Even part.
        int z1 = (v[2 * step] + v[6 * step]) * C0541;
        int t2 = z1 - (v[6 * step] * C1847);
        int t3 = z1 + (v[2 * step] * C0765);
        int t0 = (v[0] + v[4 * step]) << ConstBits;
        int t1 = (v[0] - v[4 * step]) << ConstBits;
        int e0 = t0 + t3;
        int e3 = t0 - t3;
        int e1 = t1 + t2;
        int e2 = t1 - t2;

        // Odd part.
        (int o0, int o1, int o2, int o3) = (v[7 * step], v[5 * step], v[3 * step], v[step]);
        int z5 = (o0 + o2 + o1 + o3) * C1175;
        int y1 = (o0 + o3) * -C0899;
        int y2 = (o1 + o2) * -C2562;
        int y3 = ((o0 + o2) * -C1961) + z5;
        int y4 = ((o1 + o3) * -C0390) + z5;
        o0 = (o0 * C0298) + y1 + y3;
        o1 = (o1 * C2053) + y2 + y4;
        o2 = (o2 * C3072) + y2 + y3;
        o3 = (o3 * C1501) + y1 + y4;

        int half = 1 << (shift - 1);
        v[0] = (e0 + o3 + half) >> shift;
        v[7 * step] = (e0 - o3 + half) >> shift;
        v[step] = (e1 + o2 + half) >> shift;
        v[6 * step] = (e1 - o2 + half) >> shift;
        v[2 * step] = (e2 + o1 + half) >> shift;
        v[5 * step] = (e2 - o1 + half) >> shift;
        v[3 * step] = (e3 + o0 + half) >> shift;
        v[4 * step] = (e3 - o0 + half) >> shift;
    }
}
