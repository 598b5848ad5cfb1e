using System.Buffers.Binary;
using System.Text;
using DigitPictures;
using MlNetDigits.Benchmarks.Fuzzing;
using MlNetDigits.Tests.Pictures;

namespace MlNetDigits.Tests.Messages;

/// <summary>Files that are no pictures, and bad pictures of the simple formats: PNG, BMP, GIF and PNM.</summary>
internal static class PictureMessages
{
    private static readonly byte[] TwoColors = [10, 20, 30, 40, 50, 60];

    public static void Collect(MessageList list)
    {
        CollectFiles(list);
        CollectPng(list);
        CollectBmp(list);
        CollectGif(list);
        CollectPnm(list);
    }

    internal static GrayPicture Load(ReadOnlySpan<byte> file, int maxPixels = GrayPicture.MaxPixelCount)
    {
        using MemoryStream stream = new(file.ToArray());
        return GrayPicture.Load(stream, "a.picture", maxPixels);
    }

    private static void CollectFiles(MessageList list)
    {
        list.Begin("Pictures");
        list.Add("no file", () => GrayPicture.Load(list.PathOf("none.png")));
        list.Add("a folder", () => GrayPicture.Load(list.Folder));
        list.Add("no path", () => GrayPicture.Load(""));
        foreach ((string input, string content) in ((string, string)[])
        [
            ("an empty file", ""), ("a BigTIFF", "II+\0"), ("a WebP", "RIFF....WEBPVP8 "), ("a PDF", "%PDF-1.7"), ("a PAM", "P7\nWIDTH"),
            ("a HEIC", "\0\0\0\u0018ftypheic"), ("an AVIF", "\0\0\0\u0018ftypavif"), ("a text", "hello"),
        ])
        {
            list.Add(input, () => Load(Encoding.Latin1.GetBytes(content)));
        }

        list.Add("a long file", () =>
        {
            string path = list.Write("long.png", []);
            using (FileStream file = File.OpenWrite(path))
            {
                file.SetLength(GrayPicture.MaxFileLength + 1L);
            }

            GrayPicture.Load(path);
        });
        list.Add("no width", () => Load(new PngBytes().Header(0, 5).Data(1).End()));
        list.Add("a long side", () => Load(new PngBytes().Header(65_536, 1).Data(1).End()));
        list.Add("many pixels", () => Load(new PngBytes().Header(20_000, 20_000).Data(1).End()));
        list.Add("more pixels than the caller allows", () => Load(new PngBytes().Header(2, 1).Data(0, 1, 2).End(), maxPixels: 1));
        list.Add("a picture of too few pixels", () => new GrayPicture(2, 2, new byte[3]));
        list.Add("a picture of too many pixels", () => new GrayPicture(20_000, 20_000, []));
    }

    private static void CollectPng(MessageList list)
    {
        list.Begin("PNG");
        byte[] damaged = new PngBytes().Header(1, 1).Data(0, 1).End();
        damaged[20]++;
        list.Add("a damaged signature", () => Load([0x89, (byte)'P', (byte)'N', (byte)'G', 10, 26, 10]));
        list.Add("cut short", () => Load(new PngBytes().Header(1, 1).Data(0, 1).End().AsSpan()[..^12]));
        list.Add("a damaged header", () => Load(damaged));
        list.Add("no header", () => Load(new PngBytes().Data(0, 1).End()));
        list.Add("a short header", () => Load(new PngBytes().Chunk("IHDR"u8, [0, 0, 0, 1]).Data(0, 1).End()));
        list.Add("two headers", () => Load(new PngBytes().Header(1, 1).Header(1, 1).Data(0, 1).End()));
        list.Add("a depth that its colours do not have", () => Load(new PngBytes().Header(1, 1, depth: 4, color: 2).Data(0, 1).End()));
        list.Add("another interlacing", () => Load(new PngBytes().Header(1, 1, interlace: 2).Data(0, 1).End()));
        list.Add("no pixels", () => Load(new PngBytes().Header(1, 1).End()));
        list.Add("few pixels", () => Load(new PngBytes().Header(2, 2).Data(0, 1, 2).End()));
        list.Add("far too few pixels", () => Load(new PngBytes().Header(10_000, 10_000).Data(1).End()));
        list.Add("pixels in two places", () => Load(new PngBytes().Header(2, 1).Data(0, 1).Chunk("teXt"u8, []).Data(0, 1).End()));
        list.Add("damaged pixels", () => Load(new PngBytes().Header(1, 1).Chunk("IDAT"u8, [1, 2, 3, 4]).End()));
        list.Add("an unknown filter", () => Load(new PngBytes().Header(1, 1).Data(5, 1).End()));
        list.Add("no palette", () => Load(new PngBytes().Header(1, 1, color: 3).Data(0, 1).End()));
        list.Add("an empty palette", () => Load(new PngBytes().Header(1, 1, color: 3).Chunk("PLTE"u8, []).Data(0, 1).End()));
        list.Add("two palettes", () => Load(WithPalette().Chunk("PLTE"u8, TwoColors).Data(0, 1).End()));
        list.Add("a colour beyond the palette", () => Load(WithPalette().Data(0, 2).End()));
        list.Add("a transparency of more colours", () => Load(WithPalette().Chunk("tRNS"u8, [1, 2, 3]).Data(0, 1).End()));
        list.Add("a transparency of another length", () => Load(new PngBytes().Header(1, 1).Chunk("tRNS"u8, [1]).Data(0, 1).End()));

        static PngBytes WithPalette() => new PngBytes().Header(1, 1, color: 3).Chunk("PLTE"u8, TwoColors);
    }

    private static void CollectBmp(MessageList list)
    {
        list.Begin("BMP");
        byte[] grays = [0, 0, 0, 0, 1, 1, 1, 0, 2, 2, 2, 0];
        byte[] good = BmpReadingTests.File(2, 1, 8, 0, grays, [1, 1, 0, 0]);
        list.Add("half a header", () => Load(good.AsSpan(0, 20)));
        list.Add("a header of an unknown length", () => Load(Changed(14, 13)));
        list.Add("pixels before the header's end", () => Load(Changed(10, 20)));
        list.Add("a cut row", () => Load(good.AsSpan()[..^3]));
        list.Add("a height beyond all measure", () => Load(Changed(22, int.MinValue)));
        list.Add("an unknown packing", () => Load(BmpReadingTests.File(2, 1, 8, 4, grays, [1, 1, 0, 0])));
        list.Add("an unknown depth", () => Load(BmpReadingTests.File(2, 1, 7, 0, grays, [1, 1, 0, 0])));
        list.Add("a colour beyond the palette", () => Load(BmpReadingTests.File(2, 1, 8, 0, grays, [2, 3, 0, 0])));
        list.Add("runs beyond the picture", () => Load(BmpReadingTests.File(2, 1, 8, 1, grays, [2, 1, 0, 0, 2, 1, 0, 1])));
        list.Add("runs that stop", () => Load(BmpReadingTests.File(2, 1, 8, 1, grays, [1])));
        list.Add("masks that are not there", () => Load(BmpReadingTests.File(1, 1, 32, 3, [], [1, 2, 3, 4])));
        list.Add("masks with holes", () => Load(BmpReadingTests.File(1, 1, 32, 3, [5, 0, 0, 0, 0xF0, 0, 0, 0, 0, 15, 0, 0], [1, 2, 3, 4])));

        byte[] Changed(int offset, int value)
        {
            byte[] changed = [.. good];
            BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(offset), value);
            return changed;
        }
    }

    private static void CollectGif(MessageList list)
    {
        const int Clear = 4, End = 5;
        byte[] grays = [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40];
        list.Begin("GIF");
        list.Add("an unknown version", () => Load("GIF88a       "u8));
        list.Add("half a header", () => Load("GIF89a"u8));
        list.Add("no frame", () => Load(GifReadingTests.Gif(1, 1, grays)));
        list.Add("an unknown block", () => Load(GifReadingTests.Gif(1, 1, grays, [0x3C])));
        list.Add("no palette", () => Load(GifReadingTests.Gif(1, 1, [], GifReadingTests.Frame(0, 0, 1, 1, [], Clear, 1, End))));
        list.Add("a frame beyond the picture", () => Load(GifReadingTests.Gif(2, 1, grays, GifReadingTests.Frame(1, 0, 2, 1, [], Clear, 1, 1, End))));
        list.Add("a colour beyond the palette", () => Load(GifReadingTests.Gif(2, 1, [.. grays.AsSpan(0, 6)], GifReadingTests.Frame(0, 0, 2, 1, [], Clear, 1, 3, End))));
        list.Add("a code beyond the table", () => Load(GifReadingTests.Gif(2, 1, grays, GifReadingTests.Frame(0, 0, 2, 1, [], Clear, 1, 7, End))));
        list.Add("few pixels", () => Load(GifReadingTests.Gif(3, 1, grays, GifReadingTests.Frame(0, 0, 3, 1, [], Clear, 1, 2, End))));
        list.Add("far too few pixels", () => Load(GifReadingTests.Gif(300, 300, grays, GifReadingTests.Frame(0, 0, 300, 300, [], Clear, 1, End))));
        byte[] codes = GifReadingTests.Gif(1, 1, grays, GifReadingTests.Frame(0, 0, 1, 1, [], Clear, 1, End));
        codes[13 + grays.Length + 10] = 12;
        list.Add("codes of 12 bits", () => Load(codes));
    }

    private static void CollectPnm(MessageList list)
    {
        list.Begin("PNM");
        list.Add("no width", () => Load("P5 "u8));
        list.Add("a height of letters", () => Load("P5 2 x 255\n12"u8));
        list.Add("a number beyond all measure", () => Load("P2 99999999999 1 9\n1 "u8));
        list.Add("a largest sample of 70000", () => Load("P2 1 1 70000\n1 "u8));
        list.Add("a sample beyond the largest", () => Load("P2 2 1 9\n1 10 "u8));
        list.Add("a bit that is none", () => Load("P1 2 1 12"u8));
        list.Add("few bits", () => Load("P1 2 1 1"u8));
        list.Add("no pixels", () => Load("P5 2 1 255"u8));
        list.Add("few bytes", () => Load("P5 9000 9000 255\n1234"u8));
        list.Add("no space after the header", () => Load("P5 2 1 255x12"u8));
    }
}
