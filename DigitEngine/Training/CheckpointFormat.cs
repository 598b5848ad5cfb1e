using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DigitEngine.Training;

/// <summary>
/// The file format of a checkpoint: a mark, numbers in little-endian order, and the SHA-256 of all that. The hash shows whether the
/// file is incomplete or damaged.
/// </summary>
internal static class CheckpointFormat
{
    /// <summary>More than the largest network takes with any optimizer.</summary>
    private const long MaximumLength = 4L << 30;

    /// <summary>Bytes of the shortest possible member: eight numbers and three empty lists.</summary>
    private const int SmallestMember = 68;

    /// <summary>Bytes of a record of an epoch.</summary>
    private const int EpochLength = 52;

    /// <summary>More batches or images than anyone trains on, and few enough to be added up over all members.</summary>
    private const long MaximumSteps = 1L << 36;

    /// <summary>What every checkpoint begins with. The last digit is the version of the format.</summary>
    private static ReadOnlySpan<byte> Mark => "MNDCKPT1"u8;

    public static void Write(Stream stream, TrainingCheckpoint checkpoint)
    {
        using MemoryStream content = new();
        using (BinaryWriter writer = new(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            writer.Write(checkpoint.Identity);
            writer.Write(checkpoint.Elapsed.Ticks);
            writer.Write(checkpoint.Members.Count);
            foreach (MemberCheckpoint member in checkpoint.Members)
            {
                Write(writer, member);
            }
        }

        ReadOnlySpan<byte> bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    public static TrainingCheckpoint Read(Stream stream, string name)
    {
        byte[] bytes = ReadAll(stream, name);
        if (bytes.Length < Mark.Length + SHA256.HashSizeInBytes || !bytes.AsSpan().StartsWith(Mark))
        {
            throw new TrainingCheckpointException(name, "is not a checkpoint of this version");
        }

        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (!SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            throw new TrainingCheckpointException(name, "is damaged or was cut off");
        }

        try
        {
            using MemoryStream content = new(bytes, Mark.Length, length - Mark.Length);
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
            // The hash is right, so the content was made this way and not damaged later.
            throw new TrainingCheckpointException(name, "contains something other than a checkpoint", error);
        }
    }

    private static void Write(BinaryWriter writer, MemberCheckpoint member)
    {
        writer.Write(member.Iteration);
        writer.Write(member.Images);
        writer.Write(member.LossSum);
        writer.Write(member.LossImages);
        writer.Write(member.BestEpoch);
        writer.Write(member.OptimizerSteps);
        writer.Write(member.AveragedSteps);
        writer.Write(member.TrainingTime.Ticks);
        writer.Write(member.History.Count);
        foreach (EpochRecord epoch in member.History)
        {
            writer.Write(epoch.Epoch);
            writer.Write(epoch.Iteration);
            writer.Write(epoch.LearningRate);
            writer.Write(epoch.TrainingLoss);
            writer.Write(epoch.ValidationLoss);
            writer.Write(epoch.ValidationAccuracy);
            writer.Write(epoch.Seconds);
        }

        Write(writer, member.State);
        Write(writer, member.Best);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<float[]> arrays)
    {
        writer.Write(arrays.Count);
        foreach (float[] array in arrays)
        {
            writer.Write(array.Length);
            if (BitConverter.IsLittleEndian)
            {
                writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
            }
            else
            {
                Array.ForEach(array, writer.Write);
            }
        }
    }

    private static byte[] ReadAll(Stream stream, string name)
    {
        using MemoryStream copy = new();
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            if (copy.Length + count > Math.Min(MaximumLength, Array.MaxLength))
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
        EpochRecord[] history = new EpochRecord[Count(reader, EpochLength)];
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

    /// <summary>A number of steps or images, which can't be negative.</summary>
    private static long Steps(long count) =>
        count is >= 0 and <= MaximumSteps ? count : throw new FormatException("A number of steps is out of range.");

    /// <summary>The length of the list that follows. The rest of the file must be long enough for it.</summary>
    private static int Count(BinaryReader reader, int smallestItem)
    {
        int count = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && (long)count * smallestItem <= left
            ? count
            : throw new EndOfStreamException("A list is longer than the file.");
    }
}
