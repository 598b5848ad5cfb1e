using System.Numerics;

namespace DigitPictures.Formats;

/// <summary>One sample in a pixel of a BMP: where it is, and what its values are in 8 bits.</summary>
internal readonly struct BmpChannel
{
    // What a table holds at most; of wider samples the lowest bits, 1/4096 of white, are dropped.
    private const int MaxBits = 12;

    private readonly uint _mask;
    private readonly int _shift;
    private readonly byte[] _values;

    public BmpChannel(uint mask, byte missing)
    {
        int bits = BitOperations.PopCount(mask);
        int kept = Math.Min(bits, MaxBits);
        int dropped = bits - kept;
        _shift = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask) + dropped;
        _mask = (1u << kept) - 1;
        _values = new byte[_mask + 1];
        for (uint i = 0; i < _values.Length; i++)
        {
            _values[i] = mask == 0 ? missing : Luma.Scale(i, _mask);
        }
    }

    public byte Of(uint pixel) => _values[(pixel >> _shift) & _mask];
}
