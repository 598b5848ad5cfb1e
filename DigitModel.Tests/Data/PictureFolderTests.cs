using DigitEngine.Data;
using DigitPictures;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Data;

public sealed class PictureFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadLabeled_TakesTheLabelsFromTheFolders_AndNormalizesThePictures()
    {
        DigitDataset digits = TrainingData.Take(0, 12);
        for (int i = 0; i < digits.Count; i++)
        {
            Save($"{digits.Label(i)}/{i:00}.png", digits.Image(i));
        }

        _folder.Write("notes.txt", "not a picture"u8);
        DigitDataset read = PictureDigits.ReadLabeled(_folder.Path);

        int[] order = [.. Enumerable.Range(0, 12).OrderBy(i => digits.Label(i)).ThenBy(i => i)];
        Assert.Equal(order.Select(i => digits.Label(i)), Enumerable.Range(0, 12).Select(i => read.Label(i)));
        for (int i = 0; i < order.Length; i++)
        {
            NormalizedDigit expected = NormalizedDigit.FromPicture(new(28, 28, digits.Image(order[i])));
            Assert.Equal(expected.Pixels, read.Image(i));
        }
    }

    [Fact]
    public void ReadLabeled_NamesTheFile_ThatIsNoPictureOrBlank()
    {
        Save("3/a.png", TrainingData.Take(0, 1).Image(0));
        string bad = Path.Combine(_folder.Path, "4", "b.png");
        Directory.CreateDirectory(Path.GetDirectoryName(bad)!);
        File.WriteAllText(bad, "nothing");
        Assert.StartsWith(bad + ": expected ", Problem(), StringComparison.Ordinal);
        Save("4/b.png", new byte[784]);
        Assert.Equal(bad + ": expected a picture of a digit but it is blank", Problem());
    }

    [Fact]
    public void ReadLabeled_SaysWhatAFolderShouldHold()
    {
        Assert.Equal(_folder.Path + ": expected folders named 0 to 9 with pictures of these digits but found none", Problem());
        Directory.CreateDirectory(Path.Combine(_folder.Path, "7"));
        string expected = $"{Path.Combine(_folder.Path, "7")}: expected pictures (.png, .jpg, .jpeg, .bmp, .gif, .tif, .tiff, .pbm, .pgm, .ppm, .pnm) in this folder but found none";
        Assert.Equal(expected, Problem());
    }

    [Fact]
    public void Find_GoesThroughFoldersInOrder_AndLeavesOtherFilesAlone()
    {
        foreach (string name in (string[])["b.PNG", "a/2.jpg", "a/1.pgm", "a/3.tif", "a/4.gif", "c.txt", "d.webp", ".hidden.png"])
        {
            string path = Path.Combine(_folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        Assert.Equal(
            ["a/1.pgm", "a/2.jpg", "a/3.tif", "a/4.gif", "b.PNG"],
            PictureFolder.Find(_folder.Path).Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/')));
    }

    /// <summary>Whoever names a WebP is told to convert it, and not that it is no picture.</summary>
    [Theory]
    [InlineData("scan.TIFF", true)]
    [InlineData("scan.webp", true)]
    [InlineData("digits.csv", false)]
    [InlineData("png", false)]
    public void IsPicture_LooksAtTheName(string path, bool isPicture) => Assert.Equal(isPicture, PictureFolder.IsPicture(path));

    private string Problem() => Assert.Throws<DataFormatException>(() => PictureDigits.ReadLabeled(_folder.Path)).Message;

    private void Save(string name, ReadOnlySpan<byte> pixels)
    {
        string path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path);
        new GrayPicture(28, 28, pixels).SavePng(file);
    }
}
