using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>CSV as Kaggle has it.</summary>
internal sealed class CsvTarget : FuzzTarget
{
    /// <summary>Fields of digits, and what is no number though some take it for one.</summary>
    public static readonly TokenMutations Fields = new(
        ",\n", "", "0", "9", "10", "255", "256", "007", "000000000000000000255", "4294967296", "-1", "+1", "1.0", "1e2", "0x10", "NaN",
        " 7 ", "\t7", "\"7\"", "\"\"", "\"", "\"7,8\"", "label", "LABEL", "pixel0", "pixel783", "Ä");

    public override string Name => "csv";

    public override Type Problem => typeof(DataFormatException);

    public override string MessageStart => InputName;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        DigitRows.Csv(2, header: false, labels: true),
        DigitRows.Csv(1, header: false, labels: false),
        DigitRows.Csv(2, header: true, labels: true, "\r\n"),
        DigitRows.Csv(1, header: true, labels: false),
        [.. "\uFEFF"u8, .. DigitRows.Csv(1, header: true, labels: true), .. "\n \n"u8],
    ];

    public override byte[] Mutate(int seed, ref SeededRandom random) => Fields.Damage(Seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        // However large the buffer is and however many images are asked for at a time.
        byte[] images = DigitRows.Read(input, 1 << (input.Length % 13), 3);
        RequireSame(images, DigitRows.Read(input, 4096, 1), "reading with another buffer");
    }
}
