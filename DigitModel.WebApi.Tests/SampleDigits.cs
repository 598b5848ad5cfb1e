using System.Globalization;
using System.IO.Compression;
using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.WebApi.Tests;

/// <summary>The first images of the sample, as a small file and in memory.</summary>
internal static class SampleDigits
{
    private const int Count = 60;

    public static string File { get; } = Write();

    public static DigitDataset All { get; } = DigitFile.ReadLabeled(File);

    public static string Root
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "MlNetDigits.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the checkout.");
        }
    }

    public static byte[] Pixels(int index) => All.Image(index).ToArray();

    /// <summary><c>{"pixels":[…]}</c>.</summary>
    public static string Json(int index) => $"{{\"pixels\":{Row(index)}}}";

    public static string Row(int index) =>
        $"[{string.Join(',', Pixels(index).Select(pixel => pixel.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>Some of the images beside each other, dark on light and ten times as large.</summary>
    public static GrayPicture Picture(params int[] indices)
    {
        const int Factor = 10;
        int side = DigitImage.Width * Factor;
        int width = side * indices.Length;
        byte[] pixels = new byte[width * side];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<byte> image = All.Image(indices[x / side]);
                pixels[(y * width) + x] = (byte)(255 - image[(y / Factor * DigitImage.Width) + (x % side / Factor)]);
            }
        }

        return new(width, side, pixels);
    }

    public static byte[] Png(GrayPicture picture)
    {
        using MemoryStream png = new();
        picture.SavePng(png);
        return png.ToArray();
    }

    private static string Write()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "sample.csv");
        using FileStream packed = System.IO.File.OpenRead(Path.Combine(Root, "assets", "digits-10k.csv.gz"));
        using StreamReader lines = new(new GZipStream(packed, CompressionMode.Decompress));
        System.IO.File.WriteAllLines(path, Enumerable.Range(0, Count + 1).Select(_ => lines.ReadLine()!));
        return path;
    }
}
