using System.Text;
using DigitEngine.Data;
using DigitPictures;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Messages;

/// <summary>Bad files of digits, and splits that can't be made.</summary>
internal static class DataMessages
{
    private static readonly string Names = "label," + string.Join(',', Enumerable.Range(0, 784).Select(i => $"pixel{i}")) + "\n";

    private static readonly string Row = CsvReadingTests.Row(785);

    public static void Collect(MessageList list)
    {
        CollectFiles(list);
        CollectCsvValues(list);
        CollectCsvRows(list);
        CollectSlices(list);
        CollectPipes(list);
        CollectIdx(list);
        CollectGzip(list);
        CollectSplits(list);
    }

    private static void CollectFiles(MessageList list)
    {
        list.Begin("Files of digits");
        list.Add("no file", () => DigitFile.Read(list.PathOf("missing.csv")));
        list.Add("no folder", () => DigitFile.Read(list.PathOf("missing/digits.csv")));
        list.Add("a folder", () => DigitFile.ReadImages(list.Folder));
        list.Add("no path", () => DigitFile.ReadLabeled(""));
        list.Add("a PNG", () => Open([0x89, .. "PNG\r\n"u8]));
        list.Add("JSON", () => Read("{\"label\": 3}"));
        list.Add("a zip", () => Open([(byte)'P', (byte)'K', 3, 4]));
        list.Add("UTF-16", () => Open([0xFF, 0xFE, (byte)'1', 0]));
        list.Add("binary data", () => Open([0, 0, 0x0D, 3]));
        list.Add("a disk that fails", () => Open(new BrokenStream()));
        list.Add("labelled images without labels", () => DigitFile.ReadLabeled(list.Write("test.csv", Encoding.ASCII.GetBytes(CsvReadingTests.Row(784)))));

        string folder = Directory.CreateDirectory(list.PathOf("digits")).FullName;
        list.Add("a folder without digits", () => PictureDigits.ReadLabeled(folder));
        Directory.CreateDirectory(Path.Combine(folder, "7"));
        list.Add("a folder of a digit without pictures", () => PictureDigits.ReadLabeled(folder));
        list.Write(Path.Combine("digits", "7", "a.png"), "nothing"u8);
        list.Add("a folder with a text", () => PictureDigits.ReadLabeled(folder));
        using (FileStream blank = File.Create(Path.Combine(folder, "7", "a.png")))
        {
            new GrayPicture(28, 28, new byte[784]).SavePng(blank);
        }

        list.Add("a folder with a blank picture", () => PictureDigits.ReadLabeled(folder));
    }

    private static void CollectCsvValues(MessageList list)
    {
        list.Begin("CSV: values");
        foreach ((string input, int column, string text) in ((string, int, string)[])
        [
            ("letters", 5, "abc"),
            ("too large", 2, "256"),
            ("negative", 2, "-1"),
            ("a sign", 3, "+1"),
            ("decimals", 3, "12.0"),
            ("two numbers", 3, "1 2"),
            ("nothing", 4, ""),
            ("empty quotes", 4, "\"\""),
            ("one quote", 4, "\""),
            ("an exponent in the last column", 785, "1e2"),
            ("control characters", 9, "a\u0007\u001b[31mb"),
            ("thousands of characters", 9, new string('x', 5000)),
            ("a label of two digits", 1, "10"),
            ("a label of a letter", 1, "A"),
            ("no label", 1, ""),
        ])
        {
            list.Add(input, () => Read(Row + CsvReadingTests.Row(785, (column, text))));
        }
    }

    private static void CollectCsvRows(MessageList list)
    {
        string row = Row.TrimEnd();
        list.Begin("CSV: rows and columns");
        list.Add("nothing", () => Read(""));
        list.Add("only a header", () => Read(Names));
        list.Add("one column", () => Read("1\n"));
        list.Add("two columns", () => Read("1,2\n"));
        list.Add("a column more", () => Read(CsvReadingTests.Row(786)));
        list.Add("a column less in the second row", () => Read(Row + CsvReadingTests.Row(784)));
        list.Add("a column more in the second row", () => Read(Row + CsvReadingTests.Row(786)));
        list.Add("a label in the second row alone", () => Read(CsvReadingTests.Row(784) + Row));
        list.Add("no label in the second row", () => Read(CsvReadingTests.Row(784) + CsvReadingTests.Row(783)));
        list.Add("a comma at the end", () => Read($"{row}\n{row},\n"));
        list.Add("a blank line", () => Read($"{row}\n\n{row}"));
        list.Add("labels in the last column", () => Read(Names[6..].TrimEnd() + ",class\n" + row));
        list.Add("a header of labels without a column of them", () => Read("label" + Names[12..] + CsvReadingTests.Row(784)));
        list.Add("an endless line", () => Read(new string('1', 70_000)));
    }

    private static void CollectSlices(MessageList list)
    {
        list.Begin("CSV with a column to slice by");
        list.Add("no such column", () => Slice("label,PIXELS"));
        list.Add("no column of labels", () => Slice("writer,PIXELS"));
        list.Add("the column twice", () => Slice("label,writer,PIXELS,Writer"));
        list.Add("no pixels", () => Slice("label,writer"));
        list.Add("few pixels", () => Slice("label,writer,pixel0,pixel1"));
        list.Add("pixels out of order", () => Slice("label,writer,pixel0,pixel2"));
        list.Add("by label", () => Slice("label,PIXELS,writer", column: "label"));
        list.Add("by pixel", () => Slice("label,PIXELS,writer", column: "pixel7"));
        list.Add("another column between pixels of any name", () => Slice("label,PIXELS,writer", column: "x7", change: csv => csv.Replace("pixel", "x", StringComparison.Ordinal)));
        list.Add("a long text", () => Slice("label,writer,PIXELS", [new string('x', 101)]));
        list.Add("a control character", () => Slice("label,writer,PIXELS", ["a\u0007b"]));
        list.Add("101 texts", () => Slice("label,writer,PIXELS", [.. Enumerable.Range(0, 101).Select(i => $"writer {i}")]));
        list.Add("a label of two digits", () => Slice("label,writer,PIXELS", change: csv => csv.Replace("\n0", "\n10", StringComparison.Ordinal)));
        list.Add("a pixel of letters", () => Slice("label,writer,PIXELS", change: csv => csv.Replace("x,0", "x,grey", StringComparison.Ordinal)));
        list.Add("a column less", () => Slice("label,writer,PIXELS", change: csv => csv[..^3] + "\n"));
        list.Add("a column more", () => Slice("label,writer,PIXELS", change: csv => csv.TrimEnd() + ",0\n"));
        list.Add("nothing", () => Slice("", change: _ => ""));
        list.Add("only a header", () => Slice("label,writer,PIXELS", []));
        string idx = list.Write("images.idx", Images(1, 28, 28, 784));
        list.Add("IDX", () => DigitFile.ReadSliced(idx, "writer"));

        SlicedTestSet Slice(string layout, string[]? writers = null, string column = "writer", Func<string, string>? change = null)
        {
            writers ??= ["x"];
            string csv = SlicedCsvTests.Csv(layout, new byte[784 * writers.Length], new byte[writers.Length], writers);
            return DigitFile.ReadSliced(list.Write("data.csv", Encoding.UTF8.GetBytes(change?.Invoke(csv) ?? csv)), column);
        }
    }

    private static void CollectPipes(MessageList list)
    {
        list.Begin("Standard input");
        list.Add("IDX", () => DigitRowReader.OpenPipe(new MemoryStream(Images(1, 28, 28, 784)), "-"));
        list.Add("a short row", () => DigitRowReader.OpenPipe(new MemoryStream("1,2,3\n"u8.ToArray()), "-"));
    }

    private static void CollectIdx(MessageList list)
    {
        list.Begin("IDX");
        list.Add("half a header", () => Read([0, 0, 8, 3, 0, 0]));
        list.Add("no pixels", () => Read(Images(5, 28, 28, 0)));
        list.Add("a byte too few", () => Read(Images(5, 28, 28, (5 * 784) - 1)));
        list.Add("a byte too many", () => Read(Images(5, 28, 28, (5 * 784) + 1)));
        list.Add("no images", () => Read(Images(0, 28, 28, 0)));
        list.Add("another size", () => Read(Images(5, 32, 31, 5 * 784)));
        list.Add("packed, too few images", () => Read(CsvText.Pack(Images(5, 28, 28, (5 * 784) - 1))));
        list.Add("packed, too many images", () => Read(CsvText.Pack(Images(5, 28, 28, (5 * 784) + 1))));
        string labels = list.Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 5]);
        list.Add("labels instead of images", () => DigitFile.Read(labels));
        File.Delete(labels);
        foreach ((string input, byte[]? content) in ((string, byte[]?)[])
        [
            ("no labels beside the images", null),
            ("labels: half a header", [0, 0, 8, 1]),
            ("labels: one too many", [0, 0, 8, 1, 0, 0, 0, 2, 1, 2, 3]),
            ("labels: for fewer images", [0, 0, 8, 1, 0, 0, 0, 1, 1]),
            ("labels: no digit", [0, 0, 8, 1, 0, 0, 0, 2, 1, 10]),
            ("labels: images", Images(2, 28, 28, 2 * 784)),
            ("labels: packed, one too many", CsvText.Pack([0, 0, 8, 1, 0, 0, 0, 2, 1, 2, 3])),
            ("labels: packed, too few", CsvText.Pack([0, 0, 8, 1, 0, 0, 0, 2, 1])),
        ])
        {
            string images = list.Write("train-images-idx3-ubyte", Images(2, 28, 28, 2 * 784));
            if (content is not null)
            {
                list.Write("train-labels-idx1-ubyte", content);
            }

            list.Add(input, () => DigitFile.ReadLabeled(images));
        }

        void Read(byte[] content) => DigitFile.Read(list.Write("digits.idx", content));
    }

    private static void CollectGzip(MessageList list)
    {
        list.Begin("gzip");
        byte[] packed = CsvText.Pack(Encoding.ASCII.GetBytes(Row + Row));
        byte[] damaged = [.. packed];
        damaged[^7] ^= 1;
        list.Add("cut short", () => Open(packed[..^9]));
        list.Add("damaged", () => Open(damaged));
        list.Add("packed twice", () => Open(CsvText.Pack(packed)));
        list.Add("followed by something else", () => Open([.. packed, 1, 2, 3, 4]));
    }

    private static void CollectSplits(MessageList list)
    {
        list.Begin("Splits");
        list.Add("too few images", () => DataSplit.Stratified(new DigitDataset(new ImageSet(new byte[784]), new byte[1]), SplitRatios.Default, 0));
        list.Add("two percentages", () => SplitRatios.Parse("60/40"));
        list.Add("not 100 %", () => new SplitRatios(60, 20, 19));
        list.Add("no ratios", () => DataSplit.Stratified(TestImages.RandomDataset(50, 1), default, 0));
        list.Add("labels for fewer images", () => new DigitDataset(new ImageSet(new byte[784]), []));
        list.Add("a label that is no digit", () => new DigitDataset(new ImageSet(new byte[784]), [10]));
        list.Add("half an image", () => new ImageSet(new byte[783]));
    }

    private static void Read(string csv) => Open(Encoding.UTF8.GetBytes(csv));

    private static void Open(byte[] content) => Open(new MemoryStream(content));

    private static void Open(Stream stream)
    {
        using DigitRowReader rows = DigitRowReader.Open(stream, "data.csv");
        byte[] pixels = new byte[784];
        while (rows.ReadRows(pixels, rows.HasLabels ? new byte[1] : default) > 0)
        {
        }
    }

    private static byte[] Images(byte count, byte rows, byte columns, int pixels) =>
        [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, rows, 0, 0, 0, columns, .. new byte[pixels]];

    private sealed class BrokenStream : ForwardStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("the disk is on fire");
    }
}
