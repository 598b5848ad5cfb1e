using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DigitEngine.Training;

/// <summary>
/// Writes a checkpoint: a mark, numbers in little-endian order, and the SHA-256 of all that, by which half a file is known.
/// </summary>
internal static class CheckpointWriter
{
    /// <summary>What every checkpoint begins with; its last digit is the format's version.</summary>
    public static ReadOnlySpan<byte> Mark => "MNDCKPT1"u8;

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
}
