using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using DigitEngine;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>Damages picture files deep inside: checksums are corrected afterwards.</summary>
internal static class PictureMutations
{
    // The low bytes of a PNG's width and height, its bit depth, colour type and interlacing.
    private static ReadOnlySpan<byte> HeaderPlaces => [19, 23, 24, 25, 28];

    /// <summary>One to three damages of random kinds.</summary>
    public static byte[] Damage(byte[] file, ref SeededRandom random)
    {
        if (random.NextInt32(2) == 0 && Repack(file, ref random) is byte[] repacked)
        {
            return repacked;
        }

        List<byte> bytes = [.. file];
        int count = 1 + random.NextInt32(3);
        for (int i = 0; i < count && bytes.Count > 0; i++)
        {
            DamageOnce(bytes, ref random);
        }

        byte[] damaged = [.. bytes];
        if (random.NextInt32(8) != 0)
        {
            FixChecksums(damaged);
        }

        return damaged;
    }

    /// <summary>Corrects the checksums of a PNG's chunks, as far as its lengths make sense.</summary>
    public static void FixChecksums(Span<byte> file)
    {
        if (!file.StartsWith<byte>([0x89, (byte)'P']))
        {
            return;
        }

        for (int position = 8; file.Length - position >= 12;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            if (length > file.Length - position - 12)
            {
                return;
            }

            int end = position + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file[end..], Crc32.HashToUInt32(file[(position + 4)..end]));
            position = end + 4;
        }
    }

    /// <summary>Damages the uncompressed pixels of a PNG; null for other files.</summary>
    private static byte[]? Repack(ReadOnlySpan<byte> file, ref SeededRandom random)
    {
        int data = file.IndexOf("IDAT"u8);
        int end = file.LastIndexOf("IEND"u8);
        if (!file.StartsWith<byte>([0x89, (byte)'P']) || data < 0)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(file[(data - 4)..]);
        using ZLibStream unpacked = new(new MemoryStream(file.Slice(data + 4, length).ToArray()), CompressionMode.Decompress);
        using MemoryStream rows = new();
        unpacked.CopyTo(rows);
        List<byte> bytes = [.. rows.ToArray()];
        for (int i = 0; i < 3 && bytes.Count > 0; i++)
        {
            DamageOnce(bytes, ref random);
        }

        // Sometimes the header no longer fits the pixels.
        byte[] packed = PngBytes.Pack([.. bytes]);
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, packed.Length);
        byte[] repacked = [.. file[..(data - 4)], .. number, .. "IDAT"u8, .. packed, 0, 0, 0, 0, .. file[(end - 4)..]];
        if (random.NextInt32(2) == 0)
        {
            repacked[HeaderPlaces[random.NextInt32(HeaderPlaces.Length)]] = Odd(ref random);
        }

        FixChecksums(repacked);
        return repacked;
    }

    // Values that have a meaning in the formats: escapes, depths, kinds.
    private static byte Odd(ref SeededRandom random)
    {
        ReadOnlySpan<byte> odd = [0, 1, 2, 3, 4, 6, 8, 16, 255];
        return odd[random.NextInt32(odd.Length)];
    }

    private static void DamageOnce(List<byte> bytes, ref SeededRandom random)
    {
        // Half of the damage goes to the beginning, where the sizes are.
        int place = random.NextInt32(random.NextInt32(2) == 0 ? Math.Min(bytes.Count, 64) : bytes.Count);
        int length = Math.Min(1 + random.NextInt32(1 << random.NextInt32(7)), bytes.Count - place);
        switch (random.NextInt32(8))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.NextInt32(8));
                break;
            case 1:
                bytes[place] = (byte)random.NextInt32(256);
                break;
            case 2:
                bytes[place] = Odd(ref random);
                if (place + 1 < bytes.Count)
                {
                    bytes[place + 1] = Odd(ref random);
                }

                break;
            case 3:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 4:
                bytes.RemoveRange(place, length);
                break;
            case 5:
                bytes.InsertRange(random.NextInt32(bytes.Count + 1), bytes.GetRange(place, length));
                break;
            case 6:
                for (int i = 0; i < length; i++)
                {
                    bytes[place + i] = (byte)random.NextInt32(256);
                }

                break;
            default:
                // A number of four bytes, like lengths, sizes and offsets.
                uint[] odd = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00010000, 0x0000FFFF, (uint)bytes.Count];
                byte[] number = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(number, odd[random.NextInt32(odd.Length)]);
                for (int i = 0; i < 4 && place + i < bytes.Count; i++)
                {
                    bytes[place + i] = number[i];
                }

                break;
        }
    }
}
