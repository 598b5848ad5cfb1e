using System.Text;
using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>CSV in Kaggle's format.</summary>
internal sealed class CsvTarget : FuzzTarget
{
    /// <summary>Valid fields, and texts that some parsers take for numbers.</summary>
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
        // The result must not depend on the size of the buffer or the number of rows read at a time.
        byte[] images = DigitRows.Read(input, 1 << (input.Length % 13), 3);
        RequireSame(images, DigitRows.Read(input, 4096, 1), "reading with another buffer");
    }
}

/// <summary>CSV with further columns, one of which is to slice by.</summary>
internal sealed class SlicedCsvTarget : FuzzTarget
{
    private const string Column = "writer";

    public override string Name => "sliced-csv";

    public override Type Problem => typeof(DataFormatException);

    public override string MessageStart => InputName;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Csv("writer,label,{0}", "anna,3,{0}", "\"van \"\"der\"\" Berg, J.\",4,{0}"),
        Csv("id,{0},label,note,WRITER", "1,{0},3,x,12", "2,{0},4,\"a,b\",-7"),
        Csv("{1},writer,label", "{0},,1", "{0},b,2"),
    ];

    public override byte[] Mutate(int seed, ref SeededRandom random) => CsvTarget.Fields.Damage(Seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        (byte[] images, SlicedTestSet sliced) = Read(input, 1 << (input.Length % 13), 3);
        (byte[] again, SlicedTestSet slicedAgain) = Read(input, 4096, 1);
        RequireSame(images, again, "reading with another buffer");
        Require(sliced.Names.SequenceEqual(slicedAgain.Names), "reading with another buffer gives other slices");
        for (int i = 0; i < sliced.Test.Count; i++)
        {
            Require(sliced.Slice(i) == slicedAgain.Slice(i), $"image {i} is of another slice the second time");
        }
    }

    private static (byte[] Images, SlicedTestSet Sliced) Read(byte[] input, int bufferSize, int rowsAtATime)
    {
        using DataStream data = DataStream.Open(new MemoryStream(input), InputName, leaveOpen: false);
        using SlicedCsvReader rows = new(data, Column, mostSlices: 100, bufferSize);
        byte[] all = DigitRows.ReadAll(rows.ReadRows, hasLabels: true, rowsAtATime);
        int count = all.Length / (DigitImage.PixelCount + 1);
        ImageSet images = new(all[..(count * DigitImage.PixelCount)]);
        TestSet test = new(new DigitDataset(images, all[(count * DigitImage.PixelCount)..]));
        return (all, new SlicedTestSet(test, Column, rows.Names, rows.Slices));
    }

    private static byte[] Csv(params string[] lines)
    {
        string zeros = string.Join(',', Enumerable.Repeat("0", DigitImage.PixelCount - 1));
        string names = string.Join(',', Enumerable.Range(0, DigitImage.PixelCount).Select(i => $"pixel{i}"));
        string other = string.Join(',', Enumerable.Range(0, DigitImage.PixelCount).Select(i => $"p{i}"));
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select((line, i) => line
            .Replace("{0}", i == 0 ? names : $"{100 + i},{zeros}", StringComparison.Ordinal)
            .Replace("{1}", other, StringComparison.Ordinal) + "\n")));
    }
}
