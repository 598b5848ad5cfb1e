using System.Globalization;

namespace DigitEngine.Data;

/// <summary>
/// Reads images from CSV as in Kaggle's Digit Recognizer: one line per image with 784 pixels, optionally preceded by the label,
/// and optionally a header. Fields may have spaces and quotes around them.
/// </summary>
internal sealed class KaggleCsvReader : IRowSource
{
    public const int DefaultBufferSize = 1 << 20;

    // 784 fields of one digit and a comma or line feed.
    public const int MinRowLength = 2 * DigitImage.PixelCount;

    private readonly DataStream _data;
    private readonly LineReader _lines;
    private readonly int _columnCount;

    /// <summary>Opens the data and reads enough of it to know the columns.</summary>
    /// <param name="data">The data.</param>
    /// <param name="bufferSize">The initial size of the buffer in bytes.</param>
    /// <param name="mayBeEmpty">Whether having no image at all is not an error.</param>
    public KaggleCsvReader(DataStream data, int bufferSize = DefaultBufferSize, bool mayBeEmpty = false)
    {
        _data = data;
        _lines = new LineReader(data.Content, data.Name, bufferSize);
        LikelyCount = (data.LikelyLength / MinRowLength) + 1;
        if (!_lines.TryReadContent(out ReadOnlySpan<byte> line))
        {
            if (mayBeEmpty)
            {
                return;
            }

            throw new DataFormatException(data.Name, "expected a row of pixels for each image but the file is empty");
        }

        _columnCount = CountColumns(line);
        if (IsHeader(line))
        {
            CheckHeader(line);
            if (!_lines.TryReadContent(out line))
            {
                if (mayBeEmpty)
                {
                    return;
                }

                throw new DataFormatException(data.Name, "expected a row of pixels for each image but found only a header");
            }
        }
        else
        {
            CheckColumnCount();
        }

        _lines.Unread();
    }

    public bool HasLabels => _columnCount > DigitImage.PixelCount;

    public long? LikelyCount { get; }

    public bool IsRowReady => _lines.IsLineReady;

    private int LabelColumns => HasLabels ? 1 : 0;

    public int ReadRows(Span<byte> pixels, Span<byte> labels)
    {
        int count = 0;
        for (; pixels.Length >= DigitImage.PixelCount && _lines.TryReadContent(out ReadOnlySpan<byte> line); count++)
        {
            int position = 0;
            if (HasLabels)
            {
                ReadOnlySpan<byte> field = CsvFields.TakeField(line, ref position);
                if (!labels.IsEmpty)
                {
                    labels[count] = ParseLabel(field);
                }
            }

            ReadPixels(line, position, pixels[..DigitImage.PixelCount]);
            pixels = pixels[DigitImage.PixelCount..];
        }

        return count;
    }

    public void Dispose() => _data.Dispose();

    private void ReadPixels(ReadOnlySpan<byte> line, int position, Span<byte> pixels)
    {
        int pixel = 0;
        while (true)
        {
            // The last field of a line leaves the position one past the end.
            if (position > line.Length)
            {
                break;
            }

            pixel = PlainFields.Read(line, ref position, pixels, pixel);
            if (pixel == pixels.Length)
            {
                throw Bad($"expected {Columns(_columnCount)} but found more");
            }

            ReadOnlySpan<byte> field = CsvFields.TakeField(line, ref position);
            if (!CsvFields.TryParse(field, byte.MaxValue, out byte value))
            {
                throw Bad(
                    $"expected an integer 0-255 but found {MessageText.Quote(field)}",
                    LabelColumns + pixel + 1,
                    string.Create(CultureInfo.InvariantCulture, $"pixel{pixel}"));
            }

            pixels[pixel++] = value;
            if (pixel == pixels.Length && position <= line.Length)
            {
                throw Bad($"expected {Columns(_columnCount)} but found more");
            }
        }

        if (pixel < pixels.Length)
        {
            throw Bad($"expected {Columns(_columnCount)} but found {LabelColumns + pixel}");
        }
    }

    private byte ParseLabel(ReadOnlySpan<byte> field) => CsvFields.TryParse(field, DigitImage.ClassCount - 1, out byte label)
        ? label
        : throw Bad($"expected a label 0-9 but found {MessageText.Quote(field)}", 1, "label");

    /// <summary>
    /// Whether the first line is a header. Its first field alone doesn't tell: it may be a bad value of an image, whose second
    /// field then is a number. A header's second field may also be a number, because pandas names columns that way.
    /// </summary>
    private static bool IsHeader(ReadOnlySpan<byte> line)
    {
        int position = 0;
        ReadOnlySpan<byte> first = CsvFields.TakeField(line, ref position);
        if (IsLabelName(first))
        {
            return true;
        }

        ReadOnlySpan<byte> second = position > line.Length ? first : CsvFields.TakeField(line, ref position);
        return !CsvFields.LooksNumeric(first) && !CsvFields.LooksNumeric(second);
    }

    private void CheckHeader(ReadOnlySpan<byte> line)
    {
        int position = 0;
        ReadOnlySpan<byte> first = CsvFields.TakeField(line, ref position);
        if (IsLabelName(first) && _columnCount == DigitImage.PixelCount)
        {
            throw Bad($"expected {Columns(DigitImage.PixelCount + 1)} but found {_columnCount}");
        }

        CheckColumnCount();
        if (HasLabels && !IsLabelName(first))
        {
            throw Bad($"expected the first of 785 columns to be called \"label\" but found {MessageText.Quote(first)}", 1);
        }
    }

    private void CheckColumnCount()
    {
        if (_columnCount is DigitImage.PixelCount or DigitImage.PixelCount + 1)
        {
            return;
        }

        string hint = _columnCount == 1 ? "; columns are separated by commas" : "";
        throw Bad($"expected 785 columns (label and 784 pixels) or 784 (pixels) but found {_columnCount}{hint}");
    }

    private DataFormatException Bad(string problem, int? column = null, string? columnName = null) =>
        new(_data.Name, problem, _lines.LineNumber, column, columnName);

    private static string Columns(int count) =>
        count == DigitImage.PixelCount ? "784 columns (pixels)" : "785 columns (label and 784 pixels)";

    private static int CountColumns(ReadOnlySpan<byte> line) => line.Count((byte)',') + 1;

    private static bool IsLabelName(ReadOnlySpan<byte> field) =>
        System.Text.Ascii.EqualsIgnoreCase(field, "label"u8);
}
