using System.Buffers.Binary;
using DigitModel.Pictures;

namespace DigitModel.Tests.Pictures;

/// <summary>Damages picture files so that the damage is met deep inside: checksums are made right again afterwards.</summary>
internal static class PictureMutations
{
    /// <summary>One to three damages of random kinds.</summary>
    public static byte[] Damage(byte[] file, ref SeededRandom random)
    {
        List<byte> bytes = [.. file];
        int count = 1 + random.NextInt32(3);
        for (int i = 0; i < count && bytes.Count > 0; i++)
            DamageOnce(bytes, ref random);
        byte[] damaged = [.. bytes];
        if (random.NextInt32(8) != 0)
            FixChecksums(damaged);
        return damaged;
    }

    /// <summary>Makes the checksums of a PNG's chunks right, as far as its lengths make sense.</summary>
    public static void FixChecksums(Span<byte> file)
    {
        if (!file.StartsWith<byte>([0x89, (byte)'P']))
            return;
        for (int position = 8; file.Length - position >= 12;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            if (length > file.Length - position - 12)
                return;
            int end = position + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file[end..], Crc32.Of(file[(position + 4)..end]));
            position = end + 4;
        }
    }

    private static void DamageOnce(List<byte> bytes, ref SeededRandom random)
    {
        // Half of the damage is done to the beginning, where the sizes are.
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
                bytes[place] = random.NextInt32(2) == 0 ? (byte)0 : (byte)255;
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
                    bytes[place + i] = (byte)random.NextInt32(256);
                break;
            default:
                // A number of four bytes, as lengths, sizes and places are.
                uint[] odd = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00010000, 0x0000FFFF, (uint)bytes.Count];
                byte[] number = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(number, odd[random.NextInt32(odd.Length)]);
                for (int i = 0; i < 4 && place + i < bytes.Count; i++)
                    bytes[place + i] = number[i];
                break;
        }
    }
}
