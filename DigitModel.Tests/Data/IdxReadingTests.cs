using System.Buffers.Binary;
using DigitEngine.Data;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Data;

public class IdxReadingTests
{
    private const string ImagesName = "train-images-idx3-ubyte";
    private const string LabelsName = "train-labels-idx1-ubyte";

    private static readonly byte[] Pixels = TestImages.RandomPixels(5, 1);
    private static readonly byte[] Labels = [5, 0, 4, 1, 9];

    [Theory]
    [InlineData(ImagesName, LabelsName)]
    [InlineData(ImagesName + ".gz", LabelsName + ".gz")]
    [InlineData(ImagesName, LabelsName + ".gz")]
    [InlineData(ImagesName + ".gz", LabelsName)]
    [InlineData("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")]
    [InlineData("t10k-images.idx3-ubyte.gz", "t10k-labels.idx1-ubyte.gz")]
    public void Read_FindsTheLabelsBesideTheImages(string imagesName, string labelsName)
    {
        using TempFolder folder = new();
        string path = Write(folder, imagesName, ImagesFile());
        Write(folder, labelsName, LabelsFile());
        Assert.Equal(new DigitDataset(new ImageSet(Pixels), Labels).Fingerprint, DigitFile.ReadLabeled(path).Fingerprint);
        Assert.NotNull(DigitFile.Read(path).Labeled);
    }

    [Fact]
    public void Read_GivesBackWhatWasWritten_WhateverTheImages()
    {
        using TempFolder folder = new();
        Gen<(int Count, int Seed, int Packed)> cases =
            from count in Gen.Choose(1, 300)
            from seed in Gen.Choose(0, 1_000_000)
            from packed in Gen.Choose(0, 3)
            select (count, seed, packed);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            byte[] pixels = TestImages.RandomPixels(c.Count, (ulong)c.Seed);
            byte[] labels = TestImages.RandomLabels(c.Count, (ulong)c.Seed);
            string images = Write(folder, ImagesName + ((c.Packed & 1) == 0 ? "" : ".gz"), ImagesFile(pixels));
            string labelsPath = Write(folder, LabelsName + ((c.Packed & 2) == 0 ? "" : ".gz"), LabelsFile(labels));
            DigitDataset read = DigitFile.ReadLabeled(images);
            Assert.Equal(new DigitDataset(new ImageSet(pixels), labels).Fingerprint, read.Fingerprint);
            Assert.True(DigitFile.ReadImages(images).Pixels.SequenceEqual(pixels));
            File.Delete(images);
            File.Delete(labelsPath);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_TakesLabelsPackedAsTheImagesAre_WhenThereAreBoth()
    {
        using TempFolder folder = new();
        string path = Write(folder, ImagesName, ImagesFile());
        Write(folder, LabelsName, LabelsFile());
        Write(folder, LabelsName + ".gz", LabelsFile([0, 0, 0, 0, 0]));
        Assert.Equal(5, DigitFile.ReadLabeled(path).Label(0));
    }

    [Theory]
    [InlineData(ImagesName)]
    [InlineData("digits")]
    public void Read_ReadsImagesAlone_WhenThereAreNoLabels(string name)
    {
        using TempFolder folder = new();
        string path = Write(folder, name, ImagesFile());
        DigitFileContent content = DigitFile.Read(path);
        Assert.True(content.Images.Pixels.SequenceEqual(Pixels));
        Assert.Null(content.Labeled);
        Assert.Equal(
            $"{path}: expected a file of labels beside it, as train-labels-idx1-ubyte is beside train-images-idx3-ubyte",
            Assert.Throws<DataFormatException>(() => DigitFile.ReadLabeled(path)).Message);
    }

    [Fact]
    public void ReadImages_DoesNotLookAtLabels()
    {
        using TempFolder folder = new();
        string path = Write(folder, ImagesName, ImagesFile());
        Write(folder, LabelsName, [1, 2, 3]);
        Assert.Equal(5, DigitFile.ReadImages(path).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void ReadRows_ReadsTheSame_HoweverManyAtATime(int chunk)
    {
        using TempFolder folder = new();
        string path = Write(folder, ImagesName + ".gz", ImagesFile());
        Write(folder, LabelsName + ".gz", LabelsFile());
        using DigitRowReader rows = DigitRowReader.Open(path);
        List<byte> pixels = [];
        List<byte> labels = [];
        byte[] somePixels = new byte[chunk * 784];
        byte[] someLabels = new byte[chunk];
        int count;
        while ((count = rows.ReadRows(somePixels, someLabels)) > 0)
        {
            pixels.AddRange(somePixels.AsSpan(0, count * 784));
            labels.AddRange(someLabels.AsSpan(0, count));
        }

        Assert.Equal(Pixels, pixels);
        Assert.Equal(Labels, labels);
    }

    [Theory]
    [InlineData(false, 0, "expected an IDX header of 16 bytes but found 15", 15)]
    [InlineData(false, 0, "expected an IDX header of 16 bytes but found 4", 4)]
    [InlineData(false, 0, "expected 3936 bytes for 5 images but found 16", 16)]
    [InlineData(false, 0, "expected 3936 bytes for 5 images but found 3935", 3935)]
    [InlineData(false, 1, "expected 3936 bytes for 5 images but found 3937", 3936)]
    [InlineData(true, 0, "expected 5 images but the file ends after 0", 16)]
    [InlineData(true, 0, "expected 5 images but the file ends after 4", 3935)]
    [InlineData(true, 1, "expected 5 images but the file continues after them", 3936)]
    public void Read_Throws_WhenImagesAreMissingOrLeftOver(bool gzip, int extra, string problem, int length)
    {
        using TempFolder folder = new();
        string path = Write(folder, gzip ? "digits.gz" : "digits", [.. ImagesFile().AsSpan(0, length), .. new byte[extra]]);
        Assert.Equal($"{path}: {problem}", Assert.Throws<DataFormatException>(() => DigitFile.Read(path)).Message);
    }

    [Theory]
    [InlineData(4_294_967_295, 28, 28, "expected 3367254359296 bytes for 4294967295 images but found 3936")]
    [InlineData(0, 28, 28, "expected images but the file says that it contains none")]
    [InlineData(5, 32, 31, "expected images of 28 x 28 pixels but found 31 x 32")]
    [InlineData(5, 784, 1, "expected images of 28 x 28 pixels but found 1 x 784")]
    public void Read_Throws_WhenTheHeaderIsNotOurs(uint count, uint rows, uint columns, string problem)
    {
        byte[] file = ImagesFile();
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4), count);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(8), rows);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(12), columns);
        using TempFolder folder = new();
        string path = Write(folder, "digits", file);
        Assert.Equal($"{path}: {problem}", Assert.Throws<DataFormatException>(() => DigitFile.Read(path)).Message);
    }

    [Fact]
    public void Read_AllocatesNoMoreThanAFileCanHold_WhenAPackedHeaderLies()
    {
        byte[] file = ImagesFile();
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4), 2_000_000);
        byte[] packed = CsvText.Pack(file);
        BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(packed.Length - 4), 1_600_000_000);
        using TempFolder folder = new();
        string path = folder.Write("digits", packed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataFormatException>(() => DigitFile.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (packed.Length * 1032L) + (4 << 20));
    }

    [Fact]
    public void Read_Throws_WhenLabelsDoNotFit()
    {
        AssertLabelsFail([0, 0, 8, 1], "expected an IDX header of 8 bytes but found 4");
        AssertLabelsFail([.. LabelsFile(), 0], "expected 13 bytes for 5 labels but found 14");
        AssertLabelsFail(LabelsFile()[..12], "expected 13 bytes for 5 labels but found 12");
        AssertLabelsFail(LabelsFile([1, 2, 3, 4]), $"expected 5 labels, one for each image in {ImagesName}, but found 4");
        AssertLabelsFail(LabelsFile([1, 2, 10, 4, 11]), "expected labels 0-9 but found 10 for image 3");
        AssertLabelsFail(ImagesFile(), $"expected the IDX labels of {ImagesName} but found something else");
        AssertLabelsFail(CsvText.Pack([.. LabelsFile(), 0]), "expected 5 labels but the file continues after them");
        AssertLabelsFail(CsvText.Pack(LabelsFile().AsSpan(0, 12)), "expected 5 labels but the file ends after 4");
        AssertLabelsFail(CsvText.Pack(LabelsFile())[..^3], "expected complete gzip data but it is damaged or cut short");
    }

    [Fact]
    public void Read_Throws_WhenPackedImagesAreCutShort()
    {
        byte[] packed = CsvText.Pack(ImagesFile());
        using TempFolder folder = new();
        for (int cut = 2; cut < packed.Length; cut += cut < 40 || cut > packed.Length - 40 ? 1 : 101)
        {
            string path = folder.Write("digits", packed.AsSpan(0, cut));
            Assert.Equal(
                $"{path}: expected complete gzip data but it is damaged or cut short",
                Assert.Throws<DataFormatException>(() => DigitFile.Read(path)).Message);
        }
    }

    [Fact]
    public void Read_SaysWhichFileToName_WhenGivenLabels()
    {
        using TempFolder folder = new();
        string path = Write(folder, LabelsName, LabelsFile());
        Assert.Equal(
            $"{path}: expected images but found IDX labels: name the file of images; its labels are found beside it",
            Assert.Throws<DataFormatException>(() => DigitFile.Read(path)).Message);
    }

    private static void AssertLabelsFail(byte[] labels, string problem)
    {
        using TempFolder folder = new();
        string path = Write(folder, ImagesName, ImagesFile());
        string labelsPath = folder.Write(LabelsName, labels);
        Assert.Equal($"{labelsPath}: {problem}", Assert.Throws<DataFormatException>(() => DigitFile.Read(path)).Message);
    }

    private static string Write(TempFolder folder, string name, byte[] content) =>
        folder.Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? CsvText.Pack(content) : content);

    private static byte[] ImagesFile() => ImagesFile(Pixels);

    private static byte[] ImagesFile(byte[] pixels) =>
        [0, 0, 8, 3, 0, 0, .. Two(pixels.Length / 784), 0, 0, 0, 28, 0, 0, 0, 28, .. pixels];

    private static byte[] LabelsFile() => LabelsFile(Labels);

    private static byte[] LabelsFile(byte[] labels) => [0, 0, 8, 1, 0, 0, .. Two(labels.Length), .. labels];

    private static byte[] Two(int number) => [(byte)(number >> 8), (byte)number];
}
