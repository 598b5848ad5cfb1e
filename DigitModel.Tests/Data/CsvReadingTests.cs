using System.Text;
using DigitEngine.Data;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Data;

public class CsvReadingTests
{
    [Fact]
    public void Read_GivesBackWhatWasWritten_InEveryVariant()
    {
        using TempFolder folder = new();
        for (int bits = 0; bits < 256; bits++)
        {
            AssertReadsBack(folder, CsvText.FromBits(bits), 2, (ulong)bits);
        }
    }

    [Fact]
    public void Read_GivesBackWhatWasWritten_WhateverTheImages()
    {
        using TempFolder folder = new();
        Gen<(int Bits, int Count, int Seed)> cases =
            from bits in Gen.Choose(0, 255)
            from count in Gen.Choose(1, 6)
            from seed in Gen.Choose(0, 1_000_000)
            select (bits, count, seed);
        Prop.ForAll(cases.ToArbitrary(), c => AssertReadsBack(folder, CsvText.FromBits(c.Bits), c.Count, (ulong)c.Seed))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_ReadsZeroRunsOfEveryLengthAndPlace()
    {
        // Row r is zero but for every (r + 1)th pixel, which runs through one, two and three digits.
        byte[] pixels = new byte[100 * 784];
        for (int row = 0; row < 100; row++)
        {
            for (int pixel = row % 7; pixel < 784; pixel += row + 1)
            {
                pixels[(row * 784) + pixel] = (byte)(1 << (pixel % 8));
            }
        }

        byte[] csv = new CsvText(Labels: false).Write(pixels, new byte[100]);
        (byte[] read, _) = ReadAll(csv, 1 << 20, 100);
        Assert.Equal(pixels, read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1567)]
    [InlineData(2000)]
    [InlineData(4096)]
    [InlineData(65537)]
    public void ReadRows_ReadsTheSame_WhateverTheBufferSize(int bufferSize)
    {
        byte[] pixels = TestImages.RandomPixels(9, 3);
        byte[] labels = TestImages.RandomLabels(9, 3);
        foreach (int bits in (int[])[0b0000011, 0b1000010, 0b1001111, 0b0110001, 0b1111111])
        {
            CsvText variant = CsvText.FromBits(bits);
            foreach (int chunk in (int[])[1, 2, 9, 50])
            {
                (byte[] readPixels, byte[] readLabels) = ReadAll(variant.Write(pixels, labels), bufferSize, chunk);
                Assert.Equal(pixels, readPixels);
                Assert.Equal(variant.Labels ? labels : [], readLabels);
            }
        }
    }

    [Theory]
    [InlineData("label,1x1,1x2", true)] // mnist_in_csv
    [InlineData("Label,0,1", true)] // pandas' numbered columns after a label
    [InlineData("LABEL,pixel0,pixel1", true)]
    [InlineData("1x1,1x2,1x3", false)]
    [InlineData("x,y,z", false)]
    public void Read_KnowsAHeader(string start, bool labels)
    {
        int columns = labels ? 785 : 784;
        string header = start + string.Concat(Enumerable.Range(3, columns - 3).Select(i => $",c{i}"));
        string csv = header + "\n" + string.Join(',', Enumerable.Repeat("7", columns)) + "\n";
        using DigitRowReader rows = Open(csv);
        Assert.Equal(labels, rows.HasLabels);
        Assert.Equal(1, rows.ReadRows(new byte[5 * 784], labels ? new byte[5] : default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\r\n")]
    [InlineData("\n \t \n")]
    public void ReadRows_AllowsBlankLines_AtTheEnd(string end)
    {
        using DigitRowReader rows = Open(Row(784) + end);
        byte[] pixels = new byte[3 * 784];
        Assert.Equal(1, rows.ReadRows(pixels, default));
        Assert.Equal(0, rows.ReadRows(pixels, default));
        Assert.Equal(0, rows.ReadRows(pixels, default));
    }

    [Fact]
    public void ReadRows_TakesLeadingZerosAndTheLargestNumber()
    {
        using DigitRowReader rows = Open(Row(785, (1, "09"), (2, "255"), (3, "0255"), (785, "00000000000000000255")));
        byte[] pixels = new byte[784];
        byte[] labels = new byte[1];
        Assert.Equal(1, rows.ReadRows(pixels, labels));
        Assert.Equal(9, labels[0]);
        Assert.Equal([255, 255, 1], pixels[..3]);
        Assert.Equal(255, pixels[783]);
    }

    [Fact]
    public void ReadRows_IgnoresLabels_WhenNoneAreWanted()
    {
        using DigitRowReader rows = Open(Row(785, (1, "unknown")));
        Assert.Equal(1, rows.ReadRows(new byte[784], default));
    }

    [Fact]
    public void ReadRows_Throws_WhenSpansDoNotFit()
    {
        using DigitRowReader labelled = Open(Row(785));
        Assert.Throws<ArgumentException>(() => labelled.ReadRows(new byte[783], default));
        Assert.Throws<ArgumentException>(() => labelled.ReadRows(new byte[2 * 784], new byte[1]));
        using DigitRowReader unlabelled = Open(Row(784));
        Assert.Throws<ArgumentException>(() => unlabelled.ReadRows(new byte[784], new byte[1]));
    }

    [Fact]
    public void Open_LeavesTheStreamOpen_WhenAsked()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(Row(784)));
        DigitRowReader.Open(stream, "data", leaveOpen: true).Dispose();
        Assert.True(stream.CanRead);
        stream.Position = 0;
        DigitRowReader.Open(stream, "data").Dispose();
        Assert.False(stream.CanRead);
    }

    /// <summary>A line of 1s, but for some fields (numbered from 1).</summary>
    internal static string Row(int columns, params (int Column, string Text)[] others)
    {
        string[] fields = [.. Enumerable.Repeat("1", columns)];
        foreach ((int column, string text) in others)
        {
            fields[column - 1] = text;
        }

        return string.Join(',', fields) + "\n";
    }

    internal static DigitRowReader Open(string csv) =>
        DigitRowReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "data.csv");

    private static bool AssertReadsBack(TempFolder folder, CsvText variant, int count, ulong seed)
    {
        byte[] pixels = TestImages.RandomPixels(count, seed);
        byte[] labels = TestImages.RandomLabels(count, seed);
        string path = folder.Write("digits", variant.Write(pixels, labels));
        DigitFileContent content = DigitFile.Read(path);
        Assert.True(content.Images.Pixels.SequenceEqual(pixels), variant.ToString());
        Assert.True(DigitFile.ReadImages(path).Pixels.SequenceEqual(pixels));
        Assert.Equal(variant.Labels, content.Labeled is not null);
        if (variant.Labels)
        {
            Assert.Equal(new DigitDataset(new ImageSet(pixels), labels).Fingerprint, DigitFile.ReadLabeled(path).Fingerprint);
        }

        return true;
    }

    private static (byte[] Pixels, byte[] Labels) ReadAll(byte[] csv, int bufferSize, int chunk)
    {
        using DigitRowReader rows = DigitRowReader.Open(new MemoryStream(csv), "data.csv", bufferSize);
        List<byte> pixels = [];
        List<byte> labels = [];
        byte[] somePixels = new byte[chunk * 784];
        byte[] someLabels = new byte[rows.HasLabels ? chunk : 0];
        int count;
        while ((count = rows.ReadRows(somePixels, someLabels)) > 0)
        {
            pixels.AddRange(somePixels.AsSpan(0, count * 784));
            labels.AddRange(someLabels.AsSpan(0, Math.Min(count, someLabels.Length)));
        }

        return ([.. pixels], [.. labels]);
    }
}
