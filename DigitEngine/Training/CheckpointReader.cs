using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DigitEngine.Training;

/// <summary>Reads what <see cref="CheckpointWriter"/> wrote, after its hash has shown that it is whole.</summary>
internal static class CheckpointReader
{
    /// <summary>More than the largest network with every optimizer takes.</summary>
    private const long LargestFile = 4L << 30;

    /// <summary>The shortest that a member can be: eight numbers, and three lists of nothing.</summary>
    private const int SmallestMember = 68;

    /// <summary>More batches or images than anyone learns from, and few enough to be added up over all members.</summary>
    private const long MostSteps = 1L << 36;

    public static TrainingCheckpoint Read(Stream stream, string name)
    {
        byte[] bytes = ReadAll(stream, name);
        ReadOnlySpan<byte> mark = CheckpointWriter.Mark;
        if (bytes.Length < mark.Length + SHA256.HashSizeInBytes || !bytes.AsSpan().StartsWith(mark))
        {
            throw new TrainingCheckpointException(name, "is no checkpoint of this version");
        }

        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (!SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            throw new TrainingCheckpointException(name, "is damaged, or was cut off");
        }

        try
        {
            using MemoryStream content = new(bytes, mark.Length, length - mark.Length);
            using BinaryReader reader = new(content, Encoding.UTF8);
            string identity = reader.ReadString();
            TimeSpan elapsed = new(reader.ReadInt64());
            MemberCheckpoint[] members = new MemberCheckpoint[Count(reader, SmallestMember)];
            for (int i = 0; i < members.Length; i++)
            {
                members[i] = ReadMember(reader);
            }

            return new(identity, elapsed, members);
        }
        catch (Exception error) when (error is IOException or ArgumentException or FormatException)
        {
            // Whoever made it knew how to hash, but not what belongs in it.
            throw new TrainingCheckpointException(name, "holds other than a checkpoint should", error);
        }
    }

    private static byte[] ReadAll(Stream stream, string name)
    {
        using MemoryStream copy = new();
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            if (copy.Length + count > Math.Min(LargestFile, Array.MaxLength))
            {
                throw new TrainingCheckpointException(name, "is too large for a checkpoint");
            }

            copy.Write(buffer, 0, count);
        }

        return copy.ToArray();
    }

    private static MemberCheckpoint ReadMember(BinaryReader reader) => new()
    {
        Iteration = Steps(reader.ReadInt64()),
        Images = Steps(reader.ReadInt64()),
        LossSum = reader.ReadDouble(),
        LossImages = (int)Steps(reader.ReadInt32()),
        BestEpoch = (int)Steps(reader.ReadInt32()),
        OptimizerSteps = Steps(reader.ReadInt64()),
        AveragedSteps = Steps(reader.ReadInt64()),
        TrainingTime = new(reader.ReadInt64()),
        History = ReadHistory(reader),
        State = ReadArrays(reader),
        Best = ReadArrays(reader),
    };

    private static EpochRecord[] ReadHistory(BinaryReader reader)
    {
        EpochRecord[] history = new EpochRecord[Count(reader, 52)];
        for (int i = 0; i < history.Length; i++)
        {
            history[i] = new(
                reader.ReadInt32(),
                reader.ReadInt64(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadDouble(),
                reader.ReadDouble());
        }

        return history;
    }

    private static float[][] ReadArrays(BinaryReader reader)
    {
        float[][] arrays = new float[Count(reader, sizeof(int))][];
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = new float[Count(reader, sizeof(float))];
            if (BitConverter.IsLittleEndian)
            {
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(arrays[i].AsSpan()));
                continue;
            }

            for (int j = 0; j < arrays[i].Length; j++)
            {
                arrays[i][j] = reader.ReadSingle();
            }
        }

        return arrays;
    }

    /// <summary>A number of things that were done, which can't be negative.</summary>
    private static long Steps(long count) =>
        count is >= 0 and <= MostSteps ? count : throw new FormatException("A number of steps is out of range.");

    /// <summary>How many items follow, which what is left of the file must have room for.</summary>
    private static int Count(BinaryReader reader, int smallestItem)
    {
        int count = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && (long)count * smallestItem <= left
            ? count
            : throw new EndOfStreamException("A list is longer than the file.");
    }
}
