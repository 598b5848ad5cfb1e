using System.Buffers.Binary;
using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>MNIST's own format: images.</summary>
internal sealed class IdxImagesTarget : FuzzTarget
{
    private const int HeaderLength = 16;

    public override string Name => "idx-images";

    public override Type Problem => typeof(DataFormatException);

    public override string MessageStart => InputName;

    public override IReadOnlyList<byte[]> Seeds { get; } = [Idx(1), Idx(3)];

    /// <summary>An images file.</summary>
    public static byte[] Idx(int count)
    {
        byte[] idx = new byte[HeaderLength + (count * DigitImage.PixelCount)];
        BinaryPrimitives.WriteUInt32BigEndian(idx, 0x803);
        BinaryPrimitives.WriteInt32BigEndian(idx.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(idx.AsSpan(8), DigitImage.Height);
        BinaryPrimitives.WriteInt32BigEndian(idx.AsSpan(12), DigitImage.Width);
        DigitRows.Pixels(count).CopyTo(idx, HeaderLength);
        return idx;
    }

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] idx = Seeds[seed];
        switch (random.NextInt32(4))
        {
            case 0:
                return ByteMutations.Damage(idx, ref random);
            case 1:
                // Pixels may be anything.
                byte[] painted = [.. idx];
                painted[HeaderLength + random.NextInt32(idx.Length - HeaderLength)] = (byte)random.NextUInt64();
                return painted;
            default:
                byte[] damaged = ByteMutations.Damage(idx, 2, HeaderLength, ref random);
                return random.NextInt32(3) == 0 ? damaged[..random.NextInt32(damaged.Length)] : damaged;
        }
    }

    public override void Run(byte[] input) =>
        RequireSame(DigitRows.Read(input, 64, 2), DigitRows.Read(input, 64, 1), "reading one at a time");
}
