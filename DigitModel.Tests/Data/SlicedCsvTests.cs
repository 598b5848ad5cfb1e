using System.Globalization;
using System.Text;
using DigitEngine.Data;

namespace MlNetDigits.Tests.Data;

public sealed class SlicedCsvTests : IDisposable
{
    private static readonly string[] PixelNames = [.. Enumerable.Range(0, 784).Select(pixel => $"pixel{pixel}")];

    private readonly TempFolder _folder = new();

    /// <summary>Where the columns stand, what else there is, and how the header calls them.</summary>
    [Theory]
    [InlineData("writer,label,PIXELS")]
    [InlineData("label,PIXELS,writer")]
    [InlineData("PIXELS,writer,label")]
    [InlineData("id,label,PIXELS,source,writer")]
    [InlineData("writer,note,PIXELS,label")]
    [InlineData("LABEL,Writer,PIXELS")]
    public void ReadSliced_GivesBackWhatWasWritten_WhereverTheColumnsStand(string layout)
    {
        string[] writers = ["10", "9", "b", "", "9", "a, \"b\"", "10", "Zoë"];
        byte[] pixels = TestImages.RandomPixels(writers.Length, 4);
        byte[] labels = TestImages.RandomLabels(writers.Length, 4);
        SlicedTestSet read = Read(Csv(layout, pixels, labels, writers));

        Assert.Equal(new DigitDataset(new ImageSet(pixels), labels).Fingerprint, read.Test.Fingerprint);
        Assert.Equal(["9", "10", "", "Zoë", "a, \"b\"", "b"], read.Names);
        Assert.Equal(writers, writers.Select((_, image) => read.Names[read.Slice(image)]));
        Assert.Equal("writer", read.Column);
        Assert.Throws<ArgumentOutOfRangeException>(() => read.Slice(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => read.Slice(writers.Length));
    }

    [Theory]
    [InlineData("writer,label,PIXELS")]
    [InlineData("label,PIXELS,writer")]
    [InlineData("label,writer,PIXELS")]
    public void ReadSliced_TakesPixelsOfAnyName_WhenNothingElseIsThere(string layout)
    {
        byte[] pixels = TestImages.RandomPixels(1, 5);
        string csv = Csv(layout, pixels, [3], ["x"]).Replace("pixel", "column ", StringComparison.Ordinal);
        Assert.Equal(new DigitDataset(new ImageSet(pixels), [3]).Fingerprint, Read(csv).Test.Fingerprint);
    }

    [Theory]
    [InlineData("\" x \"", "x")]
    [InlineData("  x\t", "x")]
    [InlineData("\"a,b\"", "a,b")]
    [InlineData(" \"a,\"\"b\"\"\" ", "a,\"b\"")]
    [InlineData("\"\"", "")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("5\" tall", "5\" tall")]
    [InlineData("\"open", "\"open")]
    [InlineData("\"a\"b", "\"a\"b")]
    [InlineData("a\"\"b", "a\"\"b")]
    [InlineData("☃", "☃")]
    public void ReadSliced_TakesTexts_WithSpacesAndQuotes(string field, string name)
    {
        foreach (string layout in (string[])["writer,label,PIXELS", "label,PIXELS,writer", "label,PIXELS,writer,more"])
        {
            SlicedTestSet read = Read(Csv(layout, new byte[784], [3], [field], quote: false));
            Assert.Equal([name], read.Names);
        }
    }

    [Fact]
    public void ReadSliced_ReadsPixels_ThatAreNotPlain()
    {
        byte[] pixels = TestImages.RandomPixels(3, 6);
        string csv = Csv("label,PIXELS,writer", pixels, [1, 2, 3], ["a", "b", "a"]);
        string spaced = csv.Replace(",0,", ", 0 ,", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(Read(csv).Test.Fingerprint, Read(spaced).Test.Fingerprint);
        Assert.Equal(["a", "b"], Read(spaced).Names);
    }

    [Fact]
    public void ReadSliced_AllowsAHundredTextsOfAHundredCharacters()
    {
        string[] writers = [.. Enumerable.Range(0, 100).Select(i => i.ToString("D3", CultureInfo.InvariantCulture) + new string('é', 97))];
        string csv = Csv("label,writer,PIXELS", new byte[100 * 784], new byte[100], writers);
        Assert.Equal(writers, Read(csv).Names);
        Assert.Equal(
            "line 102, column 2 (\"writer\"): expected at most 100 different values but found one more, \"one too many\"",
            Fails(csv + "0,one too many," + string.Join(',', Enumerable.Repeat("0", 784))));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(201)]
    [InlineData(5000)]
    public void ReadSliced_Throws_WhenATextIsLong(int length) => Assert.Equal(
        $"line 2, column 1 (\"writer\"): expected at most 100 characters but found \"{new string('x', 40)}…\"",
        Fails(Csv("writer,label,PIXELS", new byte[784], [0], [new string('x', length)])));

    [Theory]
    [InlineData("label,PIXELS", "line 1: expected a column called \"writer\" in the header but there is none")]
    [InlineData("writer,PIXELS", "line 1: expected a column called \"label\" in the header but there is none")]
    [InlineData("label,writer,PIXELS,Writer", "line 1: expected one column called \"writer\" but found more")]
    [InlineData("label,label,writer,PIXELS", "line 1: expected one column called \"label\" but found more")]
    [InlineData("label,writer", "line 1: expected columns called pixel0 to pixel783 but pixel0 is missing")]
    [InlineData("label,writer,pixel0,pixel1", "line 1: expected columns called pixel0 to pixel783 but pixel2 is missing")]
    [InlineData("label,writer,pixel0,pixel2", "line 1, column 4: expected pixel1 but found \"pixel2\"")]
    public void ReadSliced_Throws_WhenTheHeaderDoesNotFit(string layout, string problem) =>
        Assert.Equal(problem, Fails(Csv(layout, new byte[784], [0], ["x"])));

    [Fact]
    public void ReadSliced_Throws_WhenTheColumnIsAnother()
    {
        string csv = Csv("label,PIXELS,writer", new byte[784], [0], ["x"]);
        Assert.Equal(
            "line 1: expected a column other than the label",
            Fails(csv, "label"));
        Assert.Equal("line 1: expected a column other than a pixel, \"pixel7\"", Fails(csv, "pixel7"));
        Assert.Equal(
            "line 1: expected the 784 pixels next to each other but found another column between them",
            Fails(csv.Replace("pixel", "x", StringComparison.Ordinal), "x7"));
    }

    [Theory]
    [InlineData("a\u0007b", "column 2 (\"writer\"): expected text without control characters but found \"a\\u0007b\"")]
    [InlineData("x\" ,\" y", null)]
    public void ReadSliced_Throws_WhenATextIsNoName(string text, string? problem)
    {
        string csv = Csv("label,writer,PIXELS", new byte[784], [0], [text]);
        if (problem is null)
        {
            Assert.Equal([text], Read(csv).Names);
        }
        else
        {
            Assert.Equal($"line 2, {problem}", Fails(csv));
        }
    }

    [Theory]
    [InlineData("label,writer,PIXELS", 0, "10", "column 1 (label): expected a label 0-9 but found \"10\"")]
    [InlineData("PIXELS,writer,label", 785, "", "column 786 (label): expected a label 0-9 but found \"\"")]
    [InlineData("label,writer,PIXELS", 2, "256", "column 3 (pixel0): expected an integer 0-255 but found \"256\"")]
    [InlineData("label,PIXELS,writer", 784, "x", "column 785 (pixel783): expected an integer 0-255 but found \"x\"")]
    public void ReadSliced_NamesLineAndColumn_WhenAValueIsBad(string layout, int column, string text, string problem)
    {
        string[] lines = Csv(layout, new byte[2 * 784], [0, 0], ["x", "y"]).TrimEnd().Split('\n');
        string[] fields = lines[2].Split(',');
        fields[column] = text;
        lines[2] = string.Join(',', fields);
        Assert.Equal($"line 3, {problem}", Fails(string.Join('\n', lines)));
    }

    [Theory]
    [InlineData("writer,label,PIXELS")]
    [InlineData("label,PIXELS,writer")]
    [InlineData("PIXELS,label,writer")]
    public void ReadSliced_Throws_WhenALineHasOtherColumns(string layout)
    {
        string csv = Csv(layout, new byte[784], [0], ["1"]);
        string row = csv.TrimEnd().Split('\n')[1];
        foreach (int columns in (int[])[1, 2, 3, 784, 785])
        {
            string few = string.Join(',', row.Split(',')[..columns]);
            Assert.Equal($"line 3: expected 786 columns, as the header has, but found {columns}", Fails(csv + few));
        }

        Assert.Equal("line 3: expected 786 columns, as the header has, but found more", Fails(csv + row + ",1"));
        Assert.Equal("line 3: expected an image but found a blank line", Fails($"{csv}\n{row}"));
    }

    [Fact]
    public void ReadSliced_Throws_WhenThereIsNoImageOrNoCsv()
    {
        Assert.Equal("expected a header but the file is empty", Fails(""));
        Assert.Equal(
            "expected a row of pixels for each image but found only a header", Fails(Csv("label,writer,PIXELS", [], [], [])));
        string path = _folder.Write("images.idx", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[784]]);
        Assert.Equal(
            $"{path}: expected CSV with a column called \"writer\" but found IDX images",
            Assert.Throws<DataFormatException>(() => DigitFile.ReadSliced(path, "writer")).Message);
    }

    public void Dispose() => _folder.Dispose();

    internal static string Csv(string layout, byte[] pixels, byte[] labels, string[] writers, bool quote = true)
    {
        List<string> lines = [layout.Replace("PIXELS", string.Join(',', PixelNames), StringComparison.Ordinal)];
        for (int i = 0; i < labels.Length; i++)
        {
            string writer = quote && writers[i].AsSpan().ContainsAny(",\"") ? $"\"{writers[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : writers[i];
            lines.Add(string.Join(',', layout.Split(',').Select(column => column.ToLowerInvariant() switch
            {
                "pixels" => string.Join(',', pixels.Skip(i * 784).Take(784)),
                "label" => labels[i].ToString(CultureInfo.InvariantCulture),
                "writer" => writer,
                _ => "\"more, of it\"",
            })));
        }

        return string.Join('\n', lines) + "\n";
    }

    private SlicedTestSet Read(string csv) => DigitFile.ReadSliced(_folder.Write("data.csv", Encoding.UTF8.GetBytes(csv)), "writer");

    /// <summary>The message without the file's name.</summary>
    private string Fails(string csv, string column = "writer")
    {
        string path = _folder.Write("data.csv", Encoding.UTF8.GetBytes(csv));
        DataFormatException error = Assert.Throws<DataFormatException>(() => DigitFile.ReadSliced(path, column));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        return error.Message[path.Length..].TrimStart(',', ':', ' ');
    }
}
