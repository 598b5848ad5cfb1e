using System.Buffers.Binary;
using DigitPictures.Formats;
using MlNetDigits.Tests.Pictures;

namespace MlNetDigits.Tests.Messages;

/// <summary>Bad pictures of the formats with many parts: JPEG and TIFF.</summary>
internal static class PictureFormatMessages
{
    private const byte QuantizationTables = 0xDB;
    private const byte HuffmanTables = 0xC4;
    private const byte Frame = 0xC0;
    private const byte Scan = 0xDA;

    public static void Collect(MessageList list)
    {
        CollectJpegFrames(list);
        CollectJpegScans(list);
        CollectTiff(list);
        CollectTiffPixels(list);
    }

    private static void CollectJpegFrames(MessageList list)
    {
        byte[] good = PictureFixtures.Find("gray-8x8.jpg").Bytes;
        int frame = Find(good, Frame);
        list.Begin("JPEG");
        list.Add("cut in a header", () => Jpeg(good[..(frame + 6)]));
        list.Add("cut between headers", () => Jpeg(good[..frame]));
        list.Add("a segment of no length", () => Jpeg(Insert(good, Frame, [0xFF, 0xE0, 0, 1])));
        list.Add("arithmetic codes", () => Jpeg(Set(good, frame + 1, 0xC9)));
        list.Add("a short frame header", () => Jpeg(Insert(good, Frame, [0xFF, Frame, 0, 4, 8, 0])));
        list.Add("12 bits", () => Jpeg(Set(good, frame + 4, 12)));
        list.Add("two components", () => Jpeg(Insert(good, Frame, [0xFF, Frame, 0, 14, 8, 0, 8, 0, 8, 2, 1, 0x11, 0, 2, 0x11, 0])));
        list.Add("one component twice", () => Jpeg(Insert(good, Frame, [0xFF, Frame, 0, 17, 8, 0, 8, 0, 8, 3, 1, 0x11, 0, 1, 0x11, 0, 2, 0x11, 0])));
        list.Add("no sampling", () => Jpeg(Set(good, frame + 11, 0)));
        list.Add("two frame headers", () => Jpeg(Insert(good, Scan, Segment(good, Frame))));
        list.Add("no frame header", () => Jpeg(Without(good, Frame)));
        list.Add("no scan", () => Jpeg([0xFF, 0xD8, 0xFF, 0xD9]));
        byte[] huge = [.. good];
        BinaryPrimitives.WriteUInt16BigEndian(huge.AsSpan(frame + 5), 10_000);
        BinaryPrimitives.WriteUInt16BigEndian(huge.AsSpan(frame + 7), 10_000);
        list.Add("far too few pixels", () => Jpeg(huge));
        list.Add("a height behind the pixels", () => Jpeg(Insert(good, Scan, [0xFF, 0xDC, 0, 4, 0, 8])));
        list.Add("a restart interval of one byte", () => Jpeg(Insert(good, Scan, [0xFF, 0xDD, 0, 3, 1])));
        list.Add("half a quantization table", () => Jpeg(Insert(good, Scan, [0xFF, QuantizationTables, 0, 4, 0, 1])));
        list.Add("no quantization table", () => Jpeg(Without(good, QuantizationTables)));
        list.Add("no Huffman tables", () => Jpeg(Without(good, HuffmanTables)));
        list.Add("three Huffman codes of one bit", () => Jpeg(Set(good, Find(good, HuffmanTables) + 5, 3)));
    }

    private static void CollectJpegScans(MessageList list)
    {
        byte[] good = PictureFixtures.Find("gray-8x8.jpg").Bytes, wide = PictureFixtures.Find("gray-17x9.jpg").Bytes;
        int scan = Find(good, Scan);
        list.Add("few pixels", () => Jpeg([.. good[..^8], 0xFF, 0xD9]));
        list.Add("no restart where one is due", () => Jpeg(Insert(wide, Scan, [0xFF, 0xDD, 0, 4, 0, 1])));
        list.Add("a scan of no components", () => Jpeg(Set(good, scan + 4, 0)));
        list.Add("a scan of an unknown component", () => Jpeg(Set(good, scan + 5, 77)));
        byte[] progressive = PictureFixtures.Find("gray-progressive.jpg").Bytes;
        int first = Find(progressive, Scan);
        list.Add("a scan of impossible coefficients", () => Jpeg(Set(progressive, first + 8, 99)));
        list.Add("scans over the picture again", () => Jpeg([.. wide[..JpegMarker.Find(wide, Find(wide, Scan) + 2)], .. wide[Find(wide, Scan)..]]));
        byte[] ones = [.. good[..(scan + 10)], .. Enumerable.Repeat((byte[])[0xFF, 0], 20).SelectMany(pair => pair), 0xFF, 0xD9];
        list.Add("a code that no table has", () => Jpeg(ones));
    }

    private static void CollectTiff(MessageList list)
    {
        list.Begin("TIFF");
        byte[] good = Tiff().File(1, 2, 3, 4);
        byte[] twice = [.. good], circle = [.. good], texts = [.. good];
        twice[good.AsSpan().IndexOf<byte>([1, 1, 4, 0])] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(circle.AsSpan(good.Length - 4), BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(4)));
        texts[good.AsSpan().IndexOf<byte>([1, 1, 4, 0]) + 2] = 2;
        list.Add("half a header", () => Load("II*\0"u8));
        list.Add("no page", () => Load("II*\0\0\0\0\0"u8));
        list.Add("a tag twice", () => Load(twice));
        list.Add("directories in a circle", () => Load(circle));
        list.Add("a height of letters", () => Load(texts));
        list.Add("two widths", () => Load(Tiff().Set(TiffBytes.Width, 2, 2).File(1, 2, 3, 4)));
        list.Add("a compression beyond all measure", () => Load(Tiff().Set(TiffBytes.Compression, 70000).File(1)));
        list.Add("an unknown compression", () => Load(Tiff().Set(TiffBytes.Compression, 34712).File(1, 2, 3, 4)));
        list.Add("an unknown colour model", () => Load(Tiff().Set(TiffBytes.Color, 8).File(1, 2, 3, 4)));
        list.Add("floating point", () => Load(new TiffBytes(1, 1).Set(TiffBytes.BitsPerSample, 32).Set(TiffBytes.SampleFormat, 3).File(1, 2, 3, 4)));
        list.Add("samples of different depths", () => Load(
            new TiffBytes(1, 1).Set(TiffBytes.Samples, 3).Set(TiffBytes.Color, 2).Set(TiffBytes.BitsPerSample, 8, 8, 16).File(1, 2, 3, 4)));
        list.Add("a short palette", () => Load(new TiffBytes(1, 1).Set(TiffBytes.Color, 3).Set(TiffBytes.ColorMap, 1, 2, 3).File(1)));
    }

    private static void CollectTiffPixels(MessageList list)
    {
        list.Add("few pixels", () => Load(Tiff().File(1, 2, 3)));
        list.Add("a strip beyond the file's end", () => Load(Tiff().Set(TiffBytes.StripLengths, 4000).File(1, 2, 3, 4)));
        list.Add("strips without lengths", () => Load(Tiff().Set(TiffBytes.StripOffsets, 8, 8).File(1, 2, 3, 4)));
        list.Add("large strips", () => PictureMessages.Load(
            new TiffBytes(10, 10).Set(TiffBytes.Samples, 3).Set(TiffBytes.Color, 2).Set(TiffBytes.BitsPerSample, 16, 16, 16).File(new byte[600]), maxPixels: 100));
        list.Add("large tiles", () => Load(new TiffBytes(1, 1).Set(TiffBytes.TileWidth, 60_000).Set(TiffBytes.TileLength, 60_000).File(1)));
        list.Add("damaged pixels", () => Load(Tiff().Set(TiffBytes.Compression, 8).File([.. Enumerable.Repeat((byte)0xFF, 40)])));
    }

    private static TiffBytes Tiff() => new(2, 2);

    private static void Load(ReadOnlySpan<byte> file) => PictureMessages.Load(file);

    private static void Jpeg(byte[] file) => PictureMessages.Load(file);

    private static int Find(byte[] file, byte marker) => file.AsSpan().IndexOf<byte>([0xFF, marker]);

    private static byte[] Set(byte[] file, int offset, byte value)
    {
        byte[] changed = [.. file];
        changed[offset] = value;
        return changed;
    }

    /// <summary>The first segment with this marker.</summary>
    private static byte[] Segment(byte[] file, byte marker)
    {
        int start = Find(file, marker);
        return file[start..(start + 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(start + 2)))];
    }

    /// <summary>The file with a segment more before the first with this marker.</summary>
    private static byte[] Insert(byte[] file, byte marker, byte[] segment)
    {
        int start = Find(file, marker);
        return [.. file[..start], .. segment, .. file[start..]];
    }

    /// <summary>The file without the first segment with this marker.</summary>
    private static byte[] Without(byte[] file, byte marker)
    {
        int start = Find(file, marker);
        return [.. file[..start], .. file[(start + Segment(file, marker).Length)..]];
    }
}
