using System.Text;
using DigitEngine.Data;

namespace MlNetDigits.Tests.Data;

public class PipeReadingTests
{
    private static readonly byte[] Pixels = TestImages.RandomPixels(5, 1);
    private static readonly byte[] Labels = TestImages.RandomLabels(5, 1);

    [Fact]
    public void ReadReadyRows_GivesWhatIsThere_AndNeverWaitsForMore()
    {
        string[] lines = Encoding.ASCII.GetString(new CsvText().Write(Pixels, Labels)).TrimEnd().Split('\n');
        // The header and two and a half rows; half a row; the rest.
        string half = lines[3][..1000];
        using ScriptedPipe pipe = new($"{lines[0]}\n{lines[1]}\n{lines[2]}\n{half}", $"{lines[3][1000..]}\n", $"{lines[4]}\n{lines[5]}");
        using DigitRowReader rows = DigitRowReader.OpenPipe(pipe, "pipe");
        byte[] read = new byte[5 * 784];

        int first = rows.ReadReadyRows(read);
        Assert.Equal((2, 1), (first, pipe.Given));
        int second = rows.ReadReadyRows(read.AsSpan(2 * 784));
        Assert.Equal((1, 2), (second, pipe.Given));
        int third = rows.ReadReadyRows(read.AsSpan(3 * 784));
        Assert.Equal((1, 3), (third, pipe.Given));
        // The last row has no line feed: only the pipe's end shows that it is complete.
        int fourth = rows.ReadReadyRows(read.AsSpan(4 * 784));
        Assert.Equal((1, 4), (fourth, pipe.Given));
        Assert.Equal(0, rows.ReadReadyRows(read));
        Assert.Equal(Pixels, read);
    }

    [Fact]
    public void ReadReadyRows_GivesNoMoreThanThereIsRoomFor()
    {
        using MemoryStream stream = new(new CsvText(Header: false, Labels: false).Write(Pixels, Labels));
        using DigitRowReader rows = DigitRowReader.OpenPipe(stream, "pipe");
        byte[] read = new byte[(2 * 784) + 783];

        Assert.Equal([2, 2, 1, 0], Enumerable.Range(0, 4).Select(_ => rows.ReadReadyRows(read)));
        Assert.Throws<ArgumentException>(() => rows.ReadReadyRows(new byte[783]));
    }

    [Theory]
    [InlineData("1,2,3\n", "line 4: expected 785 columns")]
    [InlineData("\n5,0\n", "line 4: expected an image but found a blank line")]
    public void ReadReadyRows_GivesTheRowsBeforeABadOne_AndThenThrows(string bad, string problem)
    {
        byte[] good = new CsvText().Write(Pixels.AsSpan(0, 2 * 784), Labels.AsSpan(0, 2));
        using MemoryStream stream = new([.. good, .. Encoding.ASCII.GetBytes(bad)]);
        using DigitRowReader rows = DigitRowReader.OpenPipe(stream, "pipe");
        byte[] read = new byte[5 * 784];

        Assert.Equal(2, rows.ReadReadyRows(read));
        Assert.Equal(Pixels[..(2 * 784)], read[..(2 * 784)]);
        for (int again = 0; again < 2; again++)
        {
            string message = Assert.Throws<DataFormatException>(() => rows.ReadReadyRows(read)).Message;
            Assert.StartsWith($"pipe, {problem}", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("header")]
    public void ReadReadyRows_GivesNothing_WhenThereIsNoRow(string content)
    {
        byte[] header = new CsvText().Write([], []);
        using MemoryStream stream = new(content == "header" ? header : Encoding.ASCII.GetBytes(content));
        using DigitRowReader rows = DigitRowReader.OpenPipe(stream, "pipe");

        Assert.Equal(0, rows.ReadReadyRows(new byte[784]));
    }

    [Fact]
    public void OpenPipe_RefusesIdx()
    {
        using MemoryStream stream = new([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[2 * 784]]);

        Assert.Equal(
            "pipe: expected rows of CSV but found IDX images: name the file instead",
            Assert.Throws<DataFormatException>(() => DigitRowReader.OpenPipe(stream, "pipe")).Message);
    }

    /// <summary>A pipe whose writer writes a part at a time; a part counts as given once it was asked for.</summary>
    private sealed class ScriptedPipe(params string[] parts) : MemoryStream
    {
        private byte[] _part = [];

        public int Given { get; private set; }

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer)
        {
            if (_part.Length == 0)
            {
                Given++;
                _part = Given <= parts.Length ? Encoding.ASCII.GetBytes(parts[Given - 1]) : [];
            }

            int count = Math.Min(buffer.Length, _part.Length);
            _part.AsSpan(0, count).CopyTo(buffer);
            _part = _part[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
