using System.Buffers.Binary;
using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>MNIST's own format: the labels of images that are sound.</summary>
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
