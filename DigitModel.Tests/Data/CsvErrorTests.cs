using System.Text;
using DigitEngine.Data;

namespace MlNetDigits.Tests.Data;

public class CsvErrorTests
{
    private const string Expected785 = "expected 785 columns (label and 784 pixels)";
    private const string ExpectedEither = Expected785 + " or 784 (pixels)";

    [Theory]
    [InlineData(5, "abc", "column 5 (pixel3): expected an integer 0-255 but found \"abc\"")]
    [InlineData(2, "256", "column 2 (pixel0): expected an integer 0-255 but found \"256\"")]
    [InlineData(2, "-1", "column 2 (pixel0): expected an integer 0-255 but found \"-1\"")]
    [InlineData(3, "+1", "column 3 (pixel1): expected an integer 0-255 but found \"+1\"")]
    [InlineData(3, "12.0", "column 3 (pixel1): expected an integer 0-255 but found \"12.0\"")]
    [InlineData(3, "1 2", "column 3 (pixel1): expected an integer 0-255 but found \"1 2\"")]
    [InlineData(4, "", "column 4 (pixel2): expected an integer 0-255 but found \"\"")]
    [InlineData(4, "\"", "column 4 (pixel2): expected an integer 0-255 but found \"\"\"")]
    [InlineData(4, "\"\"", "column 4 (pixel2): expected an integer 0-255 but found \"\"")]
    [InlineData(785, "1e2", "column 785 (pixel783): expected an integer 0-255 but found \"1e2\"")]
    [InlineData(785, "999", "column 785 (pixel783): expected an integer 0-255 but found \"999\"")]
    [InlineData(9, "4294967297", "column 9 (pixel7): expected an integer 0-255 but found \"4294967297\"")]
    [InlineData(9, "a\u0007\u001b[31mb", "column 9 (pixel7): expected an integer 0-255 but found \"a\\u0007\\u001b[31mb\"")]
    [InlineData(9, "é\u2028", "column 9 (pixel7): expected an integer 0-255 but found \"é\\u2028\"")]
    [InlineData(1, "10", "column 1 (label): expected a label 0-9 but found \"10\"")]
    [InlineData(1, "", "column 1 (label): expected a label 0-9 but found \"\"")]
    [InlineData(1, "A", "column 1 (label): expected a label 0-9 but found \"A\"")]
    public void ReadRows_NamesLineAndColumn_WhenAValueIsBad(int column, string text, string problem)
    {
        foreach (string header in (string[])["", Header(785)])
        {
            // Line 17 of the file, the bad field not in the first row.
            int before = header.Length == 0 ? 16 : 15;
            string csv = header + string.Concat(Enumerable.Repeat(CsvReadingTests.Row(785), before))
                + CsvReadingTests.Row(785, (column, text)) + CsvReadingTests.Row(785);
            DataFormatException error = Fails(csv);
            Assert.Equal($"data.csv, line 17, {problem}", error.Message);
            Assert.Equal(("data.csv", 17L, column), (error.Path, error.Line, error.Column));
        }
    }

    [Theory]
    [InlineData(1, "abc", "line 1, column 1 (label): expected a label 0-9 but found \"abc\"")]
    [InlineData(2, "abc", "line 1, column 2 (pixel0): expected an integer 0-255 but found \"abc\"")]
    public void ReadRows_TakesNoImageForAHeader_WhenOneValueIsBad(int column, string text, string problem) =>
        Assert.Equal($"data.csv, {problem}", Fails(CsvReadingTests.Row(785, (column, text))).Message);

    [Fact]
    public void ReadRows_ClipsLongValues()
    {
        string message = Fails(CsvReadingTests.Row(785) + CsvReadingTests.Row(785, (2, new string('x', 30_000)))).Message;
        Assert.Equal(
            $"data.csv, line 2, column 2 (pixel0): expected an integer 0-255 but found \"{new string('x', 40)}…\"", message);
    }

    [Theory]
    [InlineData(1, "line 1: " + ExpectedEither + " but found 1; columns are separated by commas")]
    [InlineData(2, "line 1: " + ExpectedEither + " but found 2")]
    [InlineData(783, "line 1: " + ExpectedEither + " but found 783")]
    [InlineData(786, "line 1: " + ExpectedEither + " but found 786")]
    public void Open_Throws_WhenTheColumnsAreNotImages(int columns, string problem)
    {
        Assert.Equal($"data.csv, {problem}", Fails(CsvReadingTests.Row(columns)).Message);
        Assert.Equal($"data.csv, {problem}", Fails(string.Join(',', Enumerable.Repeat("x", columns))).Message);
    }

    [Theory]
    [InlineData(785, 784, Expected785 + " but found 784")]
    [InlineData(785, 3, Expected785 + " but found 3")]
    [InlineData(785, 1, Expected785 + " but found 1")]
    [InlineData(785, 786, Expected785 + " but found more")]
    [InlineData(785, 2000, Expected785 + " but found more")]
    [InlineData(784, 785, "expected 784 columns (pixels) but found more")]
    [InlineData(784, 783, "expected 784 columns (pixels) but found 783")]
    public void ReadRows_Throws_WhenALineHasOtherColumns(int first, int second, string problem)
    {
        DataFormatException error = Fails(CsvReadingTests.Row(first) + CsvReadingTests.Row(second));
        Assert.Equal($"data.csv, line 2: {problem}", error.Message);
        Assert.Equal((2L, null), (error.Line, error.Column));
    }

    [Fact]
    public void ReadRows_Throws_WhenALineEndsWithAComma()
    {
        string row = CsvReadingTests.Row(785).TrimEnd();
        Assert.Equal($"data.csv, line 2: {Expected785} but found more", Fails($"{row}\n{row},\n").Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF \r\n\r\n")]
    public void Open_Throws_WhenThereIsNothing(string csv) =>
        Assert.Equal("data.csv: expected a row of pixels for each image but the file is empty", Fails(csv).Message);

    [Fact]
    public void Open_Throws_WhenThereIsOnlyAHeader() => Assert.Equal(
        "data.csv: expected a row of pixels for each image but found only a header", Fails(Header(785)).Message);

    [Fact]
    public void ReadRows_Throws_WhenABlankLineIsInTheMiddle()
    {
        string row = CsvReadingTests.Row(785);
        Assert.Equal("data.csv, line 2: expected an image but found a blank line", Fails($"{row}\n\n{row}").Message);
        Assert.Equal("data.csv, line 1: expected an image but found a blank line", Fails($"\n{row}").Message);
    }

    [Fact]
    public void Open_Throws_WhenTheHeaderDoesNotFit()
    {
        string names = Header(784);
        Assert.Equal(
            "data.csv, line 1, column 1: expected the first of 785 columns to be called \"label\" but found \"pixel0\"",
            Fails(names.TrimEnd() + ",class\n" + CsvReadingTests.Row(785)).Message);
        Assert.Equal(
            $"data.csv, line 1: {Expected785} but found 784",
            Fails("label" + names[names.IndexOf(',')..] + CsvReadingTests.Row(784)).Message);
        Assert.Equal(
            "data.csv, line 2: expected 784 columns (pixels) but found more", Fails(names + CsvReadingTests.Row(785)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void Open_Throws_InBoundedMemory_WhenALineNeverEnds(string ending)
    {
        using EndlessStream stream = new((byte)'1', Encoding.ASCII.GetBytes(ending));
        DataFormatException error = Assert.Throws<DataFormatException>(() => DigitRowReader.Open(stream, "data.csv"));
        Assert.Equal("data.csv, line 1: expected lines of at most 65536 bytes but this one is longer", error.Message);
        Assert.InRange(stream.Given, 65_537, 3 << 20);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 }, "a zip archive: unpack it first")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'1', 0 }, "UTF-16 text: save it as UTF-8")]
    [InlineData(new byte[] { 0, 0, 0x0D, 3 }, "an IDX file of another element type or shape, or binary data")]
    public void Open_SaysWhatItFound_WhenTheFileIsOfAnotherKind(byte[] content, string found)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(
            () => DigitRowReader.Open(new MemoryStream(content), "data.csv"));
        Assert.Equal($"data.csv: expected CSV or IDX images, plain or gzip, but found {found}", error.Message);
    }

    [Fact]
    public void Read_Throws_WhenThereIsNoSuchFileOrItIsAFolder()
    {
        using TempFolder folder = new();
        string missing = Path.Combine(folder.Path, "no", "such.csv");
        DataFormatException error = Assert.Throws<DataFormatException>(() => DigitFile.Read(missing));
        Assert.Equal($"{missing}: the file does not exist", error.Message);
        error = Assert.Throws<DataFormatException>(() => DigitFile.ReadImages(folder.Path));
        Assert.Equal($"{folder.Path}: expected a file but found a folder", error.Message);
        Assert.Throws<DataFormatException>(() => DigitFile.ReadLabeled(""));
    }

    [Fact]
    public void ReadLabeled_Throws_WhenThereAreNoLabels()
    {
        using TempFolder folder = new();
        string path = folder.Write("test.csv", Encoding.ASCII.GetBytes(CsvReadingTests.Row(784)));
        DataFormatException error = Assert.Throws<DataFormatException>(() => DigitFile.ReadLabeled(path));
        Assert.Equal($"{path}: {Expected785} but found 784: there are no labels", error.Message);
    }

    [Fact]
    public void Open_WrapsWhatTheStreamThrows()
    {
        using FailingStream stream = new(Encoding.ASCII.GetBytes(CsvReadingTests.Row(784)));
        using DigitRowReader rows = DigitRowReader.Open(stream, "data.csv", bufferSize: 1024);
        DataFormatException error = Assert.Throws<DataFormatException>(() => rows.ReadRows(new byte[10 * 784], default));
        Assert.Equal("data.csv: the file can't be read: disk\\u000aon fire", error.Message);
        Assert.IsType<IOException>(error.InnerException);
    }

    private static string Header(int columns) => string.Join(
        ',', Enumerable.Range(784 - columns, columns).Select(i => i < 0 ? "label" : $"pixel{i}")) + "\n";

    private static DataFormatException Fails(string csv) => Assert.Throws<DataFormatException>(() =>
    {
        using DigitRowReader rows = CsvReadingTests.Open(csv);
        byte[] pixels = new byte[784];
        while (rows.ReadRows(pixels, rows.HasLabels ? new byte[1] : default) > 0)
        {
        }
    });

    private sealed class EndlessStream(byte content, byte[] ending) : ForwardStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill(content);
            if (Given > 70_000)
            {
                ending.CopyTo(buffer);
            }

            Given += buffer.Length;
            return buffer.Length;
        }
    }

    private sealed class FailingStream(byte[] content) : ForwardStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, content.Length - _given);
            if (count == 0)
            {
                throw new IOException("disk\non fire");
            }

            content.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}
