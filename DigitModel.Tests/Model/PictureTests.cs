using DigitEngine.Data;
using DigitPictures;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDigits.Tests.Model;

/// <summary>ML.NET's image columns, from and to pixels.</summary>
public sealed class PictureTests : IDisposable
{
    private readonly MLContext _context = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void LoadImages_ExtractDigit_DigitCnn_ReadsPictures()
    {
        DigitDataset digits = Samples.Digits(0, 12);
        for (int i = 0; i < digits.Count; i++)
        {
            Save(digits, i, $"{i}.png");
        }

        IDataView files = _context.Data.LoadFromEnumerable(Enumerable.Range(0, digits.Count).Select(i => new FileRow { File = $"{i}.png" }));
        ITransformer pictures = _context.Transforms.LoadImages("Picture", _folder.FullName, "File")
            .Append(_context.Transforms.ExtractDigit("PixelValues", "Picture"))
            .Fit(files);
        float[][] found = [.. pictures.Transform(files).GetColumn<float[]>("PixelValues")];
        for (int i = 0; i < digits.Count; i++)
        {
            NormalizedDigit expected = NormalizedDigit.FromPicture(GrayPicture.Load(Path.Combine(_folder.FullName, $"{i}.png")));
            Assert.Equal(Array.ConvertAll(expected.Pixels.ToArray(), pixel => (float)pixel), found[i]);
        }

        IDataView predicted = DigitModel.Load(_context, Samples.Model).Transform(pictures.Transform(files));
        Assert.Equal(Enumerable.Range(0, digits.Count).Select(i => (float)digits.Label(i)), predicted.GetColumn<float>("PredictedLabel"));
    }

    /// <summary>ML.NET finds the mapping by its assembly, and the columns keep their names.</summary>
    [Fact]
    public void ExtractDigit_CanBeSavedAndLoaded()
    {
        Save(Samples.Digits(0, 1), 0, "a.png");
        IDataView files = _context.Data.LoadFromEnumerable([new FileRow { File = "a.png" }]);
        ITransformer pictures = _context.Transforms.LoadImages("Picture", _folder.FullName, "File")
            .Append(_context.Transforms.ExtractDigit("Ink", "Picture"))
            .Fit(files);
        string path = Path.Combine(_folder.FullName, "pictures.zip");
        _context.Model.Save(pictures, files.Schema, path);
        IDataView loaded = new MLContext().Model.Load(path, out _).Transform(files);
        Assert.Equal(pictures.Transform(files).GetColumn<float[]>("Ink").Single(), loaded.GetColumn<float[]>("Ink").Single());
        Assert.Equal(["File", "Picture", "Ink"], loaded.Schema.Where(column => !column.IsHidden).Select(column => column.Name));
    }

    [Fact]
    public void ExtractDigit_SeesWhatIsTransparentOnWhitePaper()
    {
        // Black ink of half opacity on nothing, in ML.NET's order of bytes.
        byte[] pixels = new byte[40 * 40 * 4];
        for (int y = 8; y < 32; y++)
        {
            for (int x = 18; x < 22; x++)
            {
                pixels[(((y * 40) + x) * 4) + 3] = 128;
            }
        }

        using MLImage image = MLImage.CreateFromPixels(40, 40, MLPixelFormat.Bgra32, pixels);
        IDataView data = _context.Data.LoadFromEnumerable([new PictureRow { Image = image }]);
        float[] found = _context.Transforms.ExtractDigit().Fit(data).Transform(data).GetColumn<float[]>("PixelValues").Single();
        Assert.True(found.Max() > 200, $"{found.Max()}");
        Assert.Equal(0, found[0]);
    }

    [Fact]
    public void ExtractDigit_RefusesOtherColumns()
    {
        IDataView files = _context.Data.LoadFromEnumerable([new FileRow { File = "a.png" }]);
        Assert.Equal(
            "Schema mismatch for image column 'File': expected Image, got String (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.ExtractDigit("PixelValues", "File").Fit(files)).Message);
        Assert.Equal(
            "Could not find image column 'Image' (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.ExtractDigit().Fit(files)).Message);
    }

    [Fact]
    public void ConvertToImage_ShowsRowsAsImages()
    {
        IDataView data = _context.Data.LoadDigits(Samples.Digits(0, 3));
        IDataView images = _context.Transforms.ConvertToImage(28, 28, "Image", "PixelValues", ImagePixelExtractingEstimator.ColorBits.Red)
            .Append(_context.Transforms.ExtractPixels("Again", "Image", ImagePixelExtractingEstimator.ColorBits.Red))
            .Fit(data).Transform(data);
        Assert.Equal(data.GetColumn<float[]>("PixelValues"), images.GetColumn<float[]>("Again"));
    }

    private void Save(DigitDataset digits, int index, string name)
    {
        using FileStream file = File.Create(Path.Combine(_folder.FullName, name));
        Enlarged(digits.Image(index)).SavePng(file);
    }

    /// <summary>A digit of 28×28, three times as large, as dark ink on light paper with a margin.</summary>
    private static GrayPicture Enlarged(ReadOnlySpan<byte> ink)
    {
        const int Side = 120, Margin = 18;
        byte[] paper = new byte[Side * Side];
        Array.Fill(paper, (byte)240);
        for (int y = 0; y < 84; y++)
        {
            for (int x = 0; x < 84; x++)
            {
                paper[((y + Margin) * Side) + x + Margin] = (byte)(240 - (ink[(y / 3 * 28) + (x / 3)] * 220 / 255));
            }
        }

        return new(Side, Side, paper);
    }

    private sealed class FileRow
    {
        public string File { get; set; } = "";
    }

    private sealed class PictureRow
    {
        [ImageType(40, 40)]
        public MLImage? Image { get; set; }
    }
}
