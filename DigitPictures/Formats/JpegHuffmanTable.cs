namespace DigitPictures.Formats;

/// <summary>A Huffman code of a JPEG: short codes are looked up, longer ones compared with the largest of each length.</summary>
internal sealed class JpegHuffmanTable
{
    public const int MaxLength = 16;
    private const int LookupBits = 9;

    private readonly ushort[] _lookup = new ushort[1 << LookupBits];
    private readonly byte[] _symbols = new byte[256];

    // For each length, the first code beyond it, aligned to 16 bits, and what to add to a code to get its symbol's number.
    private readonly int[] _limits = new int[MaxLength + 1];
    private readonly int[] _offsets = new int[MaxLength + 1];

    /// <summary>Takes the place of an older code.</summary>
    /// <param name="counts">How many codes there are of each length from 1 to 16, together at most 256.</param>
    /// <param name="symbols">What they stand for, in order.</param>
    /// <returns>Whether there are enough bits for so many codes.</returns>
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

    /// <summary>The code that the next 16 bits begin with: its length · 256 + its symbol, or 0 if there is none.</summary>
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
