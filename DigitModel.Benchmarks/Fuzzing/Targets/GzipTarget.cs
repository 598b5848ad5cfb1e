using System.IO.Compression;
using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Gzip with data of any kind in it.</summary>
internal sealed class GzipTarget : FuzzTarget
{
    // The byte of the flags, such as those for a file name, a comment and a header checksum.
    private const int FlagsPlace = 3;

    private readonly byte[][] _contents =
    [
        DigitRows.Csv(1, header: false, labels: true),
        IdxImagesTarget.Idx(2),
        "label,pixel0\n"u8.ToArray(),
        new byte[1 << 16],
    ];

    public GzipTarget() =>
        Seeds =
        [
            .. _contents.Select(content => DigitRows.Pack(content)),
            DigitRows.Pack(_contents[0], CompressionLevel.NoCompression),
            [.. DigitRows.Pack(_contents[0].AsSpan(0, 700)), .. DigitRows.Pack([]), .. DigitRows.Pack(_contents[0].AsSpan(700))],
            DigitRows.Pack(DigitRows.Pack(_contents[2])),
        ];

    public override string Name => "gzip";

    public override Type Problem => typeof(DataFormatException);

    public override string MessageStart => InputName;

    public override int ShortPass => 3000;

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] packed = Seeds[seed];
        switch (random.NextInt32(8))
        {
            case 0:
                // Valid gzip with damaged content.
                return DigitRows.Pack(ByteMutations.Damage(_contents[random.NextInt32(_contents.Length)], ref random));
            case 1:
                byte[] other = Seeds[random.NextInt32(Seeds.Count)];
                return [.. packed, .. ByteMutations.Damage(other, ref random)];
            case 2:
                byte[] flagged = [.. packed];
                flagged[FlagsPlace] = (byte)(1 << random.NextInt32(8));
                return flagged;
            case 3:
                // The header, or the checksum and length at the end.
                return random.NextInt32(2) == 0
                    ? ByteMutations.Damage(packed, 2, 10, ref random)
                    : ByteMutations.Damage(packed, packed.Length - 8, packed.Length, ref random);
            default:
                return ByteMutations.Damage(packed, 2, packed.Length, ref random);
        }
    }

    public override void Run(byte[] input)
    {
        byte[] images = DigitRows.Read(input, 1 << (input.Length % 13), 3);
        RequireSame(images, DigitRows.Read(input, 4096, 1), "reading with another buffer");
        if (!input.AsSpan().StartsWith<byte>([0x1F, 0x8B]))
        {
            return;
        }

        // An accepted file has exactly the content that the runtime's own reader finds.
        using MemoryStream plain = new();
        using (GZipStream unpacked = new(new MemoryStream(input), CompressionMode.Decompress))
        {
            unpacked.CopyTo(plain);
        }

        using MemoryStream complete = new();
        using (CompleteGzipStream unpacked = new(new MemoryStream(input), InputName))
        {
            unpacked.CopyTo(complete);
        }

        RequireSame(plain.ToArray(), complete.ToArray(), "unpacking without the check of completeness");
    }
}
