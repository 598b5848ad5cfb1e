using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MlNetDigits.Tests.Data;

/// <summary>Writes images as CSV in all the ways in which it is met.</summary>
internal sealed record CsvText(
    bool Header = true,
    bool Labels = true,
    bool CarriageReturn = false,
    bool ByteOrderMark = false,
    bool Quotes = false,
    bool Spaces = false,
    bool LastLineEnds = true,
    bool Gzip = false)
{
    public static CsvText FromBits(int bits) => new(
        (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
        (bits & 16) != 0, (bits & 32) != 0, (bits & 64) != 0, (bits & 128) != 0);

    public byte[] Write(ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> labels)
    {
        List<string> lines = [];
        if (Header)
        {
            lines.Add(Line([.. Labels ? (string[])["label"] : [], .. Enumerable.Range(0, 784).Select(i => $"pixel{i}")]));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            List<string> fields = Labels ? [labels[i].ToString(CultureInfo.InvariantCulture)] : [];
            foreach (byte pixel in pixels.Slice(i * 784, 784))
            {
                fields.Add(pixel.ToString(CultureInfo.InvariantCulture));
            }

            lines.Add(Line(fields));
        }

        string ending = CarriageReturn ? "\r\n" : "\n";
        string text = (ByteOrderMark ? "\uFEFF" : "") + string.Join(ending, lines) + (LastLineEnds ? ending : "");
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Gzip ? Pack(bytes) : bytes;
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

    private string Line(IEnumerable<string> fields) =>
        string.Join(',', fields.Select(field => (Quotes, Spaces) switch
        {
            (true, true) => $" \" {field}\"\t",
            (true, false) => $"\"{field}\"",
            (false, true) => $" {field} ",
            _ => field,
        }));
}
