using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DigitPictures.Formats;

/// <summary>A Huffman table of a JPEG. Short codes are looked up, longer ones compared with the limit of each length.</summary>
internal sealed class JpegHuffmanTable
{
    public const int MaxLength = 16;
    private const int LookupBits = 9;

    private readonly ushort[] _lookup = new ushort[1 << LookupBits];
    private readonly byte[] _symbols = new byte[256];

    // For each length: the first code beyond it, aligned to 16 bits, and what to add to a code to get the index of its symbol.
    private readonly int[] _limits = new int[MaxLength + 1];
    private readonly int[] _offsets = new int[MaxLength + 1];

    /// <summary>Replaces the table.</summary>
    /// <param name="counts">The number of codes of each length from 1 to 16, at most 256 in all.</param>
    /// <param name="symbols">The symbols of the codes, in order.</param>
    /// <returns>False if there are more codes than their lengths allow.</returns>
    public bool Set(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        Array.Clear(_lookup);
        symbols.CopyTo(_symbols);
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            int count = counts[length - 1];
            if (code + count > 1 << length)
            {
                return false;
            }

            _offsets[length] = index - code;
            if (length <= LookupBits)
            {
                int copies = 1 << (LookupBits - length);
                for (int i = 0; i < count; i++)
                {
                    _lookup.AsSpan((code + i) * copies, copies).Fill((ushort)((length << 8) | symbols[index + i]));
                }
            }

            index += count;
            code += count;
            _limits[length] = code << (MaxLength - length);
            code <<= 1;
        }

        return true;
    }

    /// <summary>Finds the code at the start of the next 16 bits: its length · 256 + its symbol, or 0 for none.</summary>
    public int Find(int next)
    {
        int found = _lookup[next >> (MaxLength - LookupBits)];
        if (found != 0)
        {
            return found;
        }

        for (int length = LookupBits + 1; length <= MaxLength; length++)
        {
            if (next < _limits[length])
            {
                return (length << 8) | _symbols[((next >> (MaxLength - length)) + _offsets[length]) & 255];
            }
        }

        return 0;
    }
}

/// <summary>
/// The bits of a scan, up to the next marker. Zeros follow behind it, so that the inner loops need no test for the end;
/// <see cref="Check"/> tells whether any of them were used.
/// </summary>
internal ref struct JpegBits(PictureFile file, int start)
{
    private readonly ReadOnlySpan<byte> _bytes = file.Span;
    private ulong _buffer;
    private int _count;

    // How many bits at the end of the buffer are zeros from behind the scan.
    private int _beyond;

    /// <summary>The offset of the next byte for the buffer. At the end of the scan it is the offset of the marker.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Reads a code and returns its symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSymbol(JpegHuffmanTable table)
    {
        Fill();
        int found = table.Find((int)(_buffer >> (64 - JpegHuffmanTable.MaxLength)));
        if (found == 0)
        {
            throw file.Problem("the JPEG's pixels hold a code that its tables don't: the file is damaged");
        }

        Skip(found >> 8);
        return found & 255;
    }

    /// <summary>Reads up to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadBits(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        Fill();
        int bits = (int)(_buffer >> (64 - count));
        Skip(count);
        return bits;
    }

    /// <summary>Reads a signed number of the given number of bits. It is negative if the first bit is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSigned(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        int bits = ReadBits(count);
        return bits >= 1 << (count - 1) ? bits : bits - (1 << count) + 1;
    }

    /// <summary>Throws if more bits were read than the scan has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Check()
    {
        if (_count < _beyond)
        {
            throw file.Problem("expected more pixels in the JPEG but its scan ends early: the file is damaged or cut short");
        }
    }

    /// <summary>Continues behind the next marker, which must be the restart marker of the given number.</summary>
    public void Restart(int number)
    {
        int position = Position;
        while (position + 1 < _bytes.Length && (_bytes[position] != 255 || _bytes[position + 1] is 0 or 255))
        {
            position++;
        }

        int expected = JpegMarker.FirstRestart + number;
        if (position + 1 >= _bytes.Length || _bytes[position + 1] != expected)
        {
            throw file.Problem($"expected the JPEG's restart marker {number} but found another or none: the file is damaged");
        }

        Position = position + 2;
        _buffer = 0;
        _count = 0;
        _beyond = 0;
    }

    private void Skip(int count)
    {
        _buffer <<= count;
        _count -= count;
    }

    // 32 bits are enough for a code of 16 bits and a number of 16.
    private void Fill()
    {
        if (_count < 32)
        {
            FillSlowly();
        }
    }

    private void FillSlowly()
    {
        while (_count <= 56)
        {
            byte next = 0;
            if (Position < _bytes.Length && _bytes[Position] != 255)
            {
                next = _bytes[Position++];
            }
            else if (Position + 1 < _bytes.Length && _bytes[Position + 1] == 0)
            {
                next = 255;
                Position += 2;
            }
            else
            {
                _beyond += 8;
            }

            _buffer |= (ulong)next << (56 - _count);
            _count += 8;
        }
    }
}

/// <summary>The current tables of a JPEG. Later segments of the file may replace each of them.</summary>
internal sealed class JpegTables(PictureFile file)
{
    /// <summary>The number of tables of each kind.</summary>
    public const int Count = 4;

    private readonly ushort[]?[] _quantization = new ushort[Count][];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable[Count];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable[Count];

    /// <summary>The position in the block of each coefficient, in the zigzag order of the file.</summary>
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

            // The symbols of DC tables are numbers of bits.
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
