using System.Globalization;
using DigitEngine.Data;
using DigitPictures;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Pictures;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>Commands on pictures, with the model that comes with the program.</summary>
public sealed class PictureCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly DigitDataset _digits = TrainingData.Take(100, 10);

    public PictureCommandTests()
    {
        for (int i = 0; i < _digits.Count; i++)
        {
            Save($"scans/{_digits.Label(i)}/scan,{i}.png", Paper(_digits.Image(i)));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_WritesALineForEachPicture_OfAFolder()
    {
        string[] lines = Run("predict", "scans", "--scores").Succeeded().Lines;

        Assert.Equal("file,label,confidence,isDigit,score0,score1,score2,score3,score4,score5,score6,score7,score8,score9", lines[0]);
        Assert.Equal(11, lines.Length);
        foreach (string line in lines[1..])
        {
            string label = line.Split('/')[1];
            Assert.StartsWith($"\"scans/{label}/scan,", line, StringComparison.Ordinal);
            string[] fields = line[(line.LastIndexOf('"') + 2)..].Split(',');
            Assert.Equal((label, "true"), (fields[0], fields[2]));
            Assert.InRange(double.Parse(fields[1], CultureInfo.InvariantCulture), 0.5, 1);
            Assert.Equal(1, fields[3..].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)), 1e-4);
        }
    }

    [Fact]
    public void Predict_ReadsTheFirstOfSeveralPages_AndSaysSo()
    {
        _folder.Write("pages.tif", PictureFixtures.Find("pages.tif").Bytes);
        ConsoleResult result = Run("predict", "pages.tif");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("warning: pages.tif: only the first of its 3 pages is read", result.Error.TrimEnd());
        Assert.Equal(2, result.Lines.Length);
    }

    [Fact]
    public void Predict_SaysWhatToDo_WithAWebP()
    {
        _folder.Write("scan.webp", "RIFF\0\0\0\0WEBPVP8 "u8);
        ConsoleResult result = Run("predict", "scan.webp");
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("but found a WebP picture: convert it to PNG first", result.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_GoesOnAfterABadPicture_AndEndsWithTwo()
    {
        _folder.Write("blank.png", Png(Enumerable.Repeat((byte)200, 900).ToArray(), 30));
        _folder.Write("bad.png", "no picture"u8);
        Save("one.png", Paper(_digits.Image(0)));

        ConsoleResult result = Run("predict", "blank.png", "bad.png", "one.png", "missing.png");

        Assert.Equal(2, result.ExitCode);
        string[] errors = result.Error.TrimEnd().Split('\n');
        Assert.Equal(2, errors.Length);
        Assert.StartsWith("error: bad.png: ", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("error: missing.png: the file does not exist", errors[1], StringComparison.Ordinal);
        Assert.Equal(3, result.Lines.Length);
        Assert.StartsWith("blank.png,", result.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",false", result.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"one.png,{_digits.Label(0)},", result.Lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",true", result.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_SavesThePicturesAsTheModelSeesThem()
    {
        Run("predict", "scans", "--output", "labels.csv", "--save-normalized", "seen").Succeeded();

        string[] files = Directory.GetFiles(Path.Combine(_folder.Path, "seen"), "*.png", SearchOption.AllDirectories);
        Assert.Equal(10, files.Length);
        for (int i = 0; i < _digits.Count; i++)
        {
            string name = $"{_digits.Label(i)}/scan,{i}.28x28.png";
            GrayPicture seen = GrayPicture.Load(Path.Combine(_folder.Path, "seen", name));
            GrayPicture scan = GrayPicture.Load(Path.Combine(_folder.Path, "scans", name.Replace(".28x28", "", StringComparison.Ordinal)));
            Assert.Equal(NormalizedDigit.FromPicture(scan).Pixels, seen.Pixels);
        }
    }

    [Fact]
    public void Predict_RefusesPicturesAndPixelsTogether_AndSavingPixels()
    {
        _folder.Write("digits.csv", "1,2"u8);
        Run("predict", "scans", "digits.csv").RefusedWith("digits.csv: expected a picture, like the other paths");
        Run("predict", "digits.csv", "--save-normalized", "seen").RefusedWith("--save-normalized: expected pictures");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        Run("predict", "empty").RefusedWith("empty: expected pictures (");
    }

    [Fact]
    public void Read_WritesTheTextOfEachField()
    {
        byte[] field = new byte[3 * 56 * 56];
        for (int i = 0; i < field.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, 3 * 56);
            field[i] = Paper(_digits.Image(column / 56))[(row * 56) + (column % 56)];
        }

        _folder.Write("field.png", Png(field, 3 * 56));
        _folder.Write("bad.png", "no picture"u8);
        string text = $"{_digits.Label(0)}{_digits.Label(1)},{_digits.Label(2)}";

        ConsoleResult result = Run("read", "field.png", "bad.png", "--pattern", "99,9");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: bad.png: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal("file,text,confidence,accepted", result.Lines[0]);
        Assert.Matches($"^field.png,\"{text}\",(0\\.[89]|1\\.0)\\d*,true$", result.Lines[1]);
        Assert.Equal(2, result.Lines.Length);
    }

    [Fact]
    public void Read_RefusesAPatternThatIsNone()
    {
        Run("read", "scans", "--pattern", "abc").RefusedWith("9");
        Run("read", "scans", "--length", "0").RefusedWith("--length");
        Run("read", "scans", "--length", "2", "--pattern", "999").RefusedWith("3");
    }

    [Fact]
    public void Evaluate_TakesAFolderOfLabelledPictures() =>
        Assert.Contains("100.00 % of 10 images", Run("evaluate", "--data", "scans").Succeeded().Output, StringComparison.Ordinal);

    private ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(_folder.Path, arguments);

    /// <summary>Dark ink on light paper, twice as large.</summary>
    private static byte[] Paper(ReadOnlySpan<byte> digit)
    {
        byte[] pixels = new byte[56 * 56];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(230 - (digit[(i / 56 / 2 * 28) + (i % 56 / 2)] * 200 / 255));
        }

        return pixels;
    }

    private static byte[] Png(byte[] pixels, int width)
    {
        using MemoryStream stream = new();
        new GrayPicture(width, pixels.Length / width, pixels).SavePng(stream);
        return stream.ToArray();
    }

    private void Save(string name, byte[] pixels)
    {
        string path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Png(pixels, 56));
    }
}
