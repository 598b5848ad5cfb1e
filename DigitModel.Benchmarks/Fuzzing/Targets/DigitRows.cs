using System.Globalization;
using System.IO.Compression;
using System.Text;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Writes and reads small files of digits.</summary>
internal static class DigitRows
{
    /// <summary>Images with a single stroke each, so that files stay small.</summary>
    public static byte[] Pixels(int count)
    {
        byte[] pixels = new byte[count * DigitImage.PixelCount];
        for (int image = 0; image < count; image++)
        {
            for (int i = 0; i < 20; i++)
            {
                pixels[(image * DigitImage.PixelCount) + 200 + (i * 27)] = (byte)(255 - (11 * i) - image);
            }
        }

        return pixels;
    }

    public static byte[] Csv(int count, bool header, bool labels, string lineEnd = "\n")
    {
        StringBuilder csv = new();
        if (header)
        {
            csv.Append(labels ? "label," : "").AppendJoin(',', Enumerable.Range(0, 784).Select(i => $"pixel{i}")).Append(lineEnd);
        }

        byte[] pixels = Pixels(count);
        for (int row = 0; row < count; row++)
        {
            if (labels)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{(7 * row) % 10},");
            }

            csv.AppendJoin(',', pixels.Skip(row * 784).Take(784)).Append(lineEnd);
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    public static byte[] Pack(ReadOnlySpan<byte> bytes, CompressionLevel level = CompressionLevel.Fastest)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, level))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>All pixels, then all labels.</summary>
    public static byte[] Read(byte[] input, int bufferSize, int rowsAtATime)
    {
        using MemoryStream stream = new(input);
        using DigitRowReader rows = DigitRowReader.Open(stream, FuzzTarget.InputName, bufferSize);
        long most = (1100L * input.Length / DigitImage.PixelCount) + 2;
        if (rows.LikelyCount > most)
        {
            throw new FuzzException($"{rows.LikelyCount} images are expected of {input.Length} bytes");
        }

        return ReadAll(rows.ReadRows, rows.HasLabels, rowsAtATime);
    }

    public static byte[] ReadAll(ReadRows read, bool hasLabels, int rowsAtATime)
    {
        byte[] pixels = new byte[rowsAtATime * DigitImage.PixelCount];
        byte[] labels = new byte[hasLabels ? rowsAtATime : 0];
        using MemoryStream all = new();
        using MemoryStream allLabels = new();
        for (int count; (count = read(pixels, labels)) > 0;)
        {
            all.Write(pixels, 0, count * DigitImage.PixelCount);
            allLabels.Write(labels, 0, Math.Min(count, labels.Length));
        }

        allLabels.WriteTo(all);
        return all.ToArray();
    }

    public delegate int ReadRows(Span<byte> pixels, Span<byte> labels);
}
