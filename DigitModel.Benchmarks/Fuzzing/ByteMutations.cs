using System.Buffers.Binary;
using DigitEngine;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>Damages bytes of any format: changes bits, numbers and lengths; deletes, repeats and copies parts.</summary>
internal static class ByteMutations
{
    // The limits of the types that sizes, offsets and counts are stored in.
    private static readonly ulong[] Odd =
    [
        0, 1, 2, 3, 4, 7, 8, 16, 32, 64, 100, 127, 128, 255, 256, 1000, 4096, 32767, 32768, 65535, 65536,
        0x00FFFFFF, 0x01000000, 0x3FFFFFFF, 0x40000000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF,
        0x100000000, 0x0FFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF,
    ];

    /// <summary>A number that readers tend to mishandle.</summary>
    public static ulong OddNumber(ref SeededRandom random) => Odd[random.NextInt32(Odd.Length)];

    /// <summary>Makes one to three changes within a range.</summary>
    /// <param name="bytes">The bytes; they are copied.</param>
    /// <param name="first">The first byte that may be damaged.</param>
    /// <param name="end">The byte after the last.</param>
    /// <param name="random">The random numbers.</param>
    public static byte[] Damage(ReadOnlySpan<byte> bytes, int first, int end, ref SeededRandom random)
    {
        byte[] damaged = bytes.ToArray();
        for (int count = 1 + random.NextInt32(3); count > 0; count--)
        {
            end = Math.Min(end, damaged.Length);
            first = Math.Min(first, end);
            if (first < end)
            {
                damaged = DamageOnce(damaged, first, end, ref random);
            }
        }

        return damaged;
    }

    public static byte[] Damage(ReadOnlySpan<byte> bytes, ref SeededRandom random) =>
        Damage(bytes, 0, bytes.Length, ref random);

    private static byte[] DamageOnce(byte[] bytes, int first, int end, ref SeededRandom random)
    {
        int place = first + random.NextInt32(end - first);
        int length = Math.Min(1 + random.NextInt32(1 << random.NextInt32(7)), end - place);
        Span<byte> part = bytes.AsSpan(place, length);
        switch (random.NextInt32(9))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.NextInt32(8));
                return bytes;
            case 1:
                bytes[place] = (byte)random.NextUInt64();
                return bytes;
            case 2:
                bytes[place] += (byte)(random.NextInt32(2) == 0 ? 1 : 255);
                return bytes;
            case 3:
                foreach (ref byte b in part)
                {
                    b = (byte)random.NextUInt64();
                }

                return bytes;
            case 4:
                return bytes[..place];
            case 5:
                return [.. bytes[..place], .. bytes[(place + length)..]];
            case 6:
                int to = first + random.NextInt32(end - first);
                return [.. bytes[..to], .. part, .. bytes[to..]];
            default:
                WriteNumber(bytes, place, ref random);
                return bytes;
        }
    }

    private static void WriteNumber(byte[] bytes, int place, ref SeededRandom random)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        int size = 1 << random.NextInt32(4);
        ulong value = OddNumber(ref random);
        if (random.NextInt32(2) == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, value);
            number = number[..size];
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(number, value);
            number = number[^size..];
        }

        number[..Math.Min(size, bytes.Length - place)].CopyTo(bytes.AsSpan(place));
    }
}
