using System.IO.Compression;
using DigitEngine.Data;

namespace MlNetDigits.Tests.Data;

public class GzipTests
{
    private static readonly byte[] Pixels = TestImages.RandomPixels(60, 1);
    private static readonly byte[] Labels = TestImages.RandomLabels(60, 1);

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    [InlineData(CompressionLevel.NoCompression)] // stored blocks: a cut leaves whatever follows to be taken for data
    public void ReadRows_Throws_WhereverGzipIsCutShort(CompressionLevel level)
    {
        byte[] packed = CsvText.Pack(new CsvText().Write(Pixels, Labels), level);
        List<int> cuts = [.. Enumerable.Range(2, 40), .. Enumerable.Range(packed.Length - 40, 40)];
        for (int cut = 42; cut < packed.Length; cut += 997)
        {
            cuts.Add(cut);
        }

        foreach (int cut in cuts)
        {
            AssertDamaged(packed[..cut]);
        }
    }

    [Fact]
    public void ReadRows_Throws_WhenGzipIsCutShortAtTheEndOfARow()
    {
        // Flushed after 30 rows, so that everything up to there can be unpacked.
        byte[] csv = new CsvText().Write(Pixels, Labels);
        int half = csv.AsSpan(0, csv.Length / 2).LastIndexOf((byte)'\n') + 1;
        using MemoryStream packed = new();
        using GZipStream gzip = new(packed, CompressionLevel.Fastest);
        gzip.Write(csv.AsSpan(0, half));
        gzip.Flush();
        AssertDamaged(packed.ToArray());
    }

    [Fact]
    public void ReadRows_Throws_WhenAByteIsDamaged()
    {
        byte[] packed = CsvText.Pack(new CsvText().Write(Pixels, Labels));
        foreach (int at in (int[])[500, packed.Length / 2, packed.Length - 8, packed.Length - 1])
        {
            byte[] damaged = [.. packed];
            damaged[at] ^= 0x10;
            AssertDamaged(damaged);
        }
    }

    [Fact]
    public void ReadRows_NamesTheLine_WhenGzipIsCompleteAndItsContentIsBad()
    {
        byte[] packed = CsvText.Pack([.. new CsvText().Write(Pixels, Labels), (byte)'x', (byte)'\n']);
        DataFormatException error = Assert.Throws<DataFormatException>(() => CountRows(new MemoryStream(packed)));
        Assert.Equal("data, line 62, column 1 (label): expected a label 0-9 but found \"x\"", error.Message);
    }

    [Fact]
    public void ReadRows_ReadsSeveralMembers_HoweverTheyArrive()
    {
        // As `cat a.gz b.gz` and parallel packers make them; the boundaries fall on every place in a buffer.
        byte[] csv = new CsvText().Write(Pixels, Labels);
        byte[] packed = [.. CsvText.Pack(csv.AsSpan(0, 3000)), .. CsvText.Pack([]), .. CsvText.Pack(csv.AsSpan(3000))];
        Assert.Equal(60, CountRows(new MemoryStream(packed)));
        Assert.Equal(60, CountRows(new SlowStream(packed, 1)));
        Assert.Equal(60, CountRows(new SlowStream(packed, 7)));
    }

    [Fact]
    public void Read_ReadsMoreImages_WhenTheLastMemberIsSmall()
    {
        // The length at the end of the file is the last member's alone: the images don't fit where they were expected to.
        byte[] csv = new CsvText().Write(Pixels, Labels);
        using TempFolder folder = new();
        byte[] packed = [.. CsvText.Pack(csv.AsSpan(0, csv.Length - 9)), .. CsvText.Pack(csv.AsSpan(csv.Length - 9))];
        string path = folder.Write("digits", packed);
        Assert.Equal(new DigitDataset(new ImageSet(Pixels), Labels).Fingerprint, DigitFile.ReadLabeled(path).Fingerprint);
        Assert.True(DigitFile.ReadImages(path).Pixels.SequenceEqual(Pixels));
    }

    [Fact]
    public void Open_Throws_WhenPackedTwice()
    {
        byte[] packed = CsvText.Pack(CsvText.Pack([1, 2, 3]));
        Assert.Equal(
            "data: expected CSV or IDX images, plain or gzip, but found a gzip file packed twice",
            Assert.Throws<DataFormatException>(() => CountRows(new MemoryStream(packed))).Message);
    }

    /// <summary>A gigabyte packed into one: neither a line that never ends nor looking for damage behind it unpacks it all.</summary>
    [Theory]
    [InlineData((byte)'0', "data, line 1: expected lines of at most 65536 bytes but this one is longer")]
    [InlineData(0, "data: expected CSV or IDX images, plain or gzip, but found an IDX file of another element type or shape, or binary data")]
    public void Open_Throws_InLittleTimeAndMemory_WhenAFewBytesUnpackHugely(byte content, string problem)
    {
        using RepeatedStream packed = new(CsvText.Pack(Enumerable.Repeat(content, 1 << 20).ToArray()), 1 << 12);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(problem, Assert.Throws<DataFormatException>(() => CountRows(packed)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Assert.InRange(packed.Given, 1, (1 << 9) * packed.Length);
    }

    private static void AssertDamaged(byte[] packed)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => CountRows(new MemoryStream(packed)));
        Assert.Equal("data: expected complete gzip data but it is damaged or cut short", error.Message);
    }

    private static int CountRows(Stream stream)
    {
        using DigitRowReader rows = DigitRowReader.Open(stream, "data");
        byte[] pixels = new byte[7 * 784];
        byte[] labels = new byte[7];
        int sum = 0;
        int count;
        while ((count = rows.ReadRows(pixels, labels)) > 0)
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>The same gzip member again and again.</summary>
    private sealed class RepeatedStream(byte[] member, int times) : ForwardStream
    {
        public override long Length => member.Length;

        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int place = (int)(Given % member.Length);
            int count = Given == (long)member.Length * times ? 0 : Math.Min(buffer.Length, member.Length - place);
            member.AsSpan(place, count).CopyTo(buffer);
            Given += count;
            return count;
        }
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class SlowStream(byte[] content, int step) : ForwardStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(Math.Min(buffer.Length, step), content.Length - _given);
            content.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}
