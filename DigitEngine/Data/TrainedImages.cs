using System.Buffers.Binary;

namespace DigitEngine.Data;

/// <summary>
/// Which images a model was trained on, so that an evaluation on them can say so. Not the images are kept but their hashes, as a
/// Golomb-coded set (Putze, Sanders and Singler 2007): 11.5 bits for each image, and 1 in 1,024 other images is taken for one of
/// them. Immutable.
/// </summary>
internal sealed class TrainedImages
{
    /// <summary>Of how many other images one is taken for one of these, as a power of two.</summary>
    private const int Bits = 10;

    private const int HeaderLength = sizeof(int);

    // Distinct hashes below _range, in order.
    private readonly ulong[] _hashes;
    private readonly ulong _range;

    private TrainedImages(ulong[] hashes, int count)
    {
        _hashes = hashes;
        _range = RangeOf(count);
        Count = count;
    }

    /// <summary>The number of different images.</summary>
    public int Count { get; }

    public static TrainedImages Of(DigitDataset data)
    {
        HashSet<UInt128> images = ImageFingerprint.AllOf(data);
        ulong range = RangeOf(images.Count);
        return new([.. images.Select(image => Hash(image, range)).Distinct().Order()], images.Count);
    }

    /// <summary>Whether the model was trained on an image: certainly not, or very likely.</summary>
    public bool Contains(ReadOnlySpan<byte> pixels) =>
        Array.BinarySearch(_hashes, Hash(ImageFingerprint.Of(pixels), _range)) >= 0;

    /// <summary>
    /// The number of images as 32 bits, the number of hashes as 32 bits, both little-endian; then the difference of each hash from
    /// the one before: its quotient by 2¹⁰ as so many ones and a zero, and its lower ten bits. Bits go from low to high.
    /// </summary>
    public byte[] Write()
    {
        BitWriter bits = new();
        ulong next = 0;
        foreach (ulong hash in _hashes)
        {
            ulong difference = hash - next;
            for (ulong quotient = difference >> Bits; quotient > 0; quotient--)
            {
                bits.Add(1, 1);
            }

            bits.Add(0, 1);
            bits.Add(difference & ((1UL << Bits) - 1), Bits);
            next = hash + 1;
        }

        byte[] bytes = new byte[(2 * HeaderLength) + bits.Bytes.Count];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderLength), _hashes.Length);
        bits.Bytes.CopyTo(bytes, 2 * HeaderLength);
        return bytes;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null for other bytes.</summary>
    public static TrainedImages? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 * HeaderLength)
        {
            return null;
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int hashCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[HeaderLength..]);
        bytes = bytes[(2 * HeaderLength)..];

        // Each hash takes more than ten bits, so no array is made that the bytes could not fill.
        if (count < hashCount || hashCount < 0 || (long)hashCount * (Bits + 1) > 8L * bytes.Length)
        {
            return null;
        }

        ulong[] hashes = new ulong[hashCount];
        long position = 0;
        ulong next = 0;
        for (int i = 0; i < hashCount; i++)
        {
            ulong quotient = 0;
            while (BitAt(bytes, position) == 1)
            {
                quotient++;
                position++;
            }

            position++;
            ulong remainder = 0;
            for (int bit = 0; bit < Bits; bit++)
            {
                remainder |= (ulong)BitAt(bytes, position++) << bit;
            }

            hashes[i] = next + (quotient << Bits) + remainder;
            next = hashes[i] + 1;
        }

        return position <= 8L * bytes.Length && position > 8L * (bytes.Length - 1) && next <= RangeOf(count) ? new(hashes, count) : null;
    }

    private static ulong RangeOf(int count) => (ulong)count << Bits;

    private static ulong Hash(UInt128 image, ulong range) => Math.BigMul((ulong)image, range, out _);

    /// <summary>A bit; zeros behind the end, so that reading ends there.</summary>
    private static int BitAt(ReadOnlySpan<byte> bytes, long position) =>
        position >> 3 < bytes.Length ? (bytes[(int)(position >> 3)] >> (int)(position & 7)) & 1 : 0;

    private sealed class BitWriter
    {
        private int _used;

        public List<byte> Bytes { get; } = [];

        public void Add(ulong value, int count)
        {
            for (int bit = 0; bit < count; bit++)
            {
                if (_used == 0)
                {
                    Bytes.Add(0);
                }

                Bytes[^1] |= (byte)(((value >> bit) & 1) << _used);
                _used = (_used + 1) & 7;
            }
        }
    }
}
