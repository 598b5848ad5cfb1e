using System.Buffers.Binary;
using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>IDX files of images.</summary>
internal sealed class IdxImagesTarget : FuzzTarget
{
    private const int HeaderLength = 16;

    public override string Name => "idx-images";

    public override Type Problem => typeof(DataFormatException);

    public override string MessageStart => InputName;

    public override IReadOnlyList<byte[]> Seeds { get; } = [Idx(1), Idx(3)];

    /// <summary>A valid file of images.</summary>
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
                // Pixels may have any value.
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

/// <summary>IDX files of labels, for a valid file of images.</summary>
internal sealed class IdxLabelsTarget : FuzzTarget
{
    private const int Count = 3;
    private const int HeaderLength = 8;

    private readonly byte[] _images = IdxImagesTarget.Idx(Count);

    public override string Name => "idx-labels";

    public override Type Problem => typeof(DataFormatException);

    public override string MessageStart => InputName;

    public override IReadOnlyList<byte[]> Seeds { get; } = [Labels(), DigitRows.Pack(Labels())];

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] labels = Labels();
        labels[HeaderLength + random.NextInt32(Count)] = (byte)random.NextInt32(11);
        byte[] input = random.NextInt32(3) switch
        {
            0 => ByteMutations.Damage(labels, ref random),
            1 => ByteMutations.Damage(labels, 2, HeaderLength, ref random),
            _ => labels,
        };
        return seed == 0 ? input : DigitRows.Pack(input);
    }

    public override void Run(byte[] input)
    {
        using DataStream images = DataStream.Open(new MemoryStream(_images), "images", leaveOpen: false);
        using DataStream labels = DataStream.Open(new MemoryStream(input), InputName, leaveOpen: false);
        using IdxReader rows = new(images, labels);
        byte[] read = DigitRows.ReadAll(rows.ReadRows, hasLabels: true, rowsAtATime: 2);
        Require(read.Length == Count * (DigitImage.PixelCount + 1), "a label for each image was not read");
        Require(!read.AsSpan(^Count..).ContainsAnyExceptInRange((byte)0, (byte)9), "a label is no digit");
    }

    private static byte[] Labels()
    {
        byte[] labels = new byte[HeaderLength + Count];
        BinaryPrimitives.WriteUInt32BigEndian(labels, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), Count);
        (labels[8], labels[9], labels[10]) = (7, 0, 9);
        return labels;
    }
}
