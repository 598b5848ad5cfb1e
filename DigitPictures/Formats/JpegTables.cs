using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>The tables of a JPEG as they are at some point in the file: each may be replaced later.</summary>
internal sealed class JpegTables(PictureFile file)
{
    /// <summary>Tables of a kind.</summary>
    public const int Count = 4;

    private readonly ushort[]?[] _quantization = new ushort[Count][];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable[Count];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable[Count];

    /// <summary>Where each coefficient of a block stands, in the order in which they are written: a zigzag.</summary>
    public static ReadOnlySpan<byte> Zigzag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48,
        41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
        30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    public ushort[] Quantization(int index) =>
        _quantization[index] ?? throw file.Problem($"expected quantization table {index} in the JPEG before it is used");

    public JpegHuffmanTable Dc(int index) => Huffman(_dc, index);

    public JpegHuffmanTable Ac(int index) => Huffman(_ac, index);

    public void ReadQuantization(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            (int precision, int index) = (content[0] >> 4, content[0] & 15);
            int length = 1 + (JpegComponent.BlockLength * (precision + 1));
            if (precision > 1 || index >= Count || content.Length < length)
            {
                throw file.Problem("expected quantization tables in the JPEG but found something else");
            }

            ushort[] steps = new ushort[JpegComponent.BlockLength];
            for (int i = 0; i < steps.Length; i++)
            {
                steps[Zigzag[i]] = precision == 0
                    ? content[1 + i]
                    : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]);
            }

            _quantization[index] = steps;
            content = content[length..];
        }
    }

    public void ReadHuffman(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            (int kind, int index) = (content[0] >> 4, content[0] & 15);
            if (kind > 1 || index >= Count || content.Length < 1 + JpegHuffmanTable.MaxLength)
            {
                throw Bad();
            }

            ReadOnlySpan<byte> counts = content.Slice(1, JpegHuffmanTable.MaxLength);
            int total = 0;
            foreach (byte count in counts)
            {
                total += count;
            }

            content = content[(1 + JpegHuffmanTable.MaxLength)..];
            if (total > 256 || content.Length < total)
            {
                throw Bad();
            }

            // The symbols of DC are numbers of bits.
            ReadOnlySpan<byte> symbols = content[..total];
            if (kind == 0 && symbols.ContainsAnyExceptInRange((byte)0, (byte)15))
            {
                throw Bad();
            }

            JpegHuffmanTable table = (kind == 0 ? _dc : _ac)[index] ??= new JpegHuffmanTable();
            if (!table.Set(counts, symbols))
            {
                throw Bad();
            }

            content = content[total..];
        }
    }

    private JpegHuffmanTable Huffman(JpegHuffmanTable?[] tables, int index) =>
        tables[index] ?? throw file.Problem($"expected Huffman table {index} in the JPEG before it is used");

    private PictureFormatException Bad() => file.Problem("expected Huffman tables in the JPEG but found something else");
}
