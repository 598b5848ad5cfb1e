using System.Globalization;

namespace DigitEngine.Data;

/// <summary>
/// Reads labelled images from CSV with more columns than <see cref="KaggleCsvReader"/> takes, one of which has the values to slice
/// or to group by. The header tells where everything is. The columns may be in any order, except that the pixels come together.
/// </summary>
internal sealed class SlicedCsvReader : IRowSource
{
    private readonly DataStream _data;
    private readonly LineReader _lines;
    private readonly string _sliceName;
    private readonly SliceNames _names;
    private readonly List<int> _slices = [];
    private readonly int _columnCount;
    private readonly int _labelColumn;
    private readonly int _sliceColumn;
    private readonly int _firstPixel;

    /// <summary>Opens the data and reads the header.</summary>
    /// <param name="data">The data.</param>
    /// <param name="sliceColumn">The name of the column.</param>
    /// <param name="mostSlices">The most different values in the column.</param>
    /// <param name="bufferSize">The size of the first buffer, at least 1.</param>
    public SlicedCsvReader(DataStream data, string sliceColumn, int mostSlices, int bufferSize)
    {
        _names = new(mostSlices);
        _data = data;
        _sliceName = MessageText.Quote(sliceColumn);
        if (data.Kind != DataKind.Csv)
        {
            throw new DataFormatException(data.Name, $"expected CSV with a column called {_sliceName} but found IDX images");
        }

        _lines = new LineReader(data.Content, data.Name, bufferSize);
        LikelyCount = (data.LikelyLength / KaggleCsvReader.MinRowLength) + 1;
        if (!_lines.TryReadContent(out ReadOnlySpan<byte> line))
        {
            throw new DataFormatException(data.Name, "expected a header but the file is empty");
        }

        List<string> header = ReadHeader(line);
        _columnCount = header.Count;
        _sliceColumn = FindOnly(header, sliceColumn);
        _labelColumn = FindOnly(header, "label");
        if (_sliceColumn == _labelColumn)
        {
            throw Bad("expected a column other than the label");
        }

        _firstPixel = FindPixels(header);
        if (_sliceColumn >= _firstPixel && _sliceColumn < _firstPixel + DigitImage.PixelCount)
        {
            throw Bad($"expected a column other than a pixel, {_sliceName}");
        }

        if (!_lines.TryReadContent(out _))
        {
            throw new DataFormatException(data.Name, "expected a row of pixels for each image but found only a header");
        }

        _lines.Unread();
    }

    public bool HasLabels => true;

    public long? LikelyCount { get; }

    /// <summary>The different values so far.</summary>
    public IReadOnlyList<string> Names => _names.Names;

    /// <summary>The index in <see cref="Names"/> of the value of each image read.</summary>
    public IReadOnlyList<int> Slices => _slices;

    private int PixelEnd => _firstPixel + DigitImage.PixelCount;

    public int ReadRows(Span<byte> pixels, Span<byte> labels)
    {
        int count = 0;
        for (; pixels.Length >= DigitImage.PixelCount && _lines.TryReadContent(out ReadOnlySpan<byte> line); count++)
        {
            int position = 0;
            byte label = 0;
            ReadTexts(line, ref position, 0, _firstPixel, ref label);
            ReadPixels(line, ref position, pixels[..DigitImage.PixelCount]);
            ReadTexts(line, ref position, PixelEnd, _columnCount, ref label);
            if (position <= line.Length)
            {
                throw Bad($"expected {_columnCount} columns, as the header has, but found more");
            }

            if (!labels.IsEmpty)
            {
                labels[count] = label;
            }

            pixels = pixels[DigitImage.PixelCount..];
        }

        return count;
    }

    public void Dispose() => _data.Dispose();

    private void ReadTexts(ReadOnlySpan<byte> line, ref int position, int column, int end, ref byte label)
    {
        for (; column < end; column++)
        {
            if (position > line.Length)
            {
                throw TooFew(column);
            }

            ReadOnlySpan<byte> field = CsvFields.TakeText(line, ref position, out bool quoted);
            if (column == _labelColumn && !CsvFields.TryParse(field, DigitImage.ClassCount - 1, out label))
            {
                throw Bad($"expected a label 0-9 but found {MessageText.Quote(field)}", column, "label");
            }

            if (column == _sliceColumn)
            {
                if (_names.Find(field, quoted, out int slice) is string problem)
                {
                    throw Bad(problem, column, _sliceName);
                }

                _slices.Add(slice);
            }
        }
    }

    private void ReadPixels(ReadOnlySpan<byte> line, ref int position, Span<byte> pixels)
    {
        int pixel = 0;
        while ((pixel = PlainFields.Read(line, ref position, pixels, pixel)) < pixels.Length)
        {
            if (position > line.Length)
            {
                throw TooFew(_firstPixel + pixel);
            }

            ReadOnlySpan<byte> field = CsvFields.TakeField(line, ref position);
            if (!CsvFields.TryParse(field, byte.MaxValue, out byte value))
            {
                throw Bad(
                    $"expected an integer 0-255 but found {MessageText.Quote(field)}",
                    _firstPixel + pixel,
                    string.Create(CultureInfo.InvariantCulture, $"pixel{pixel}"));
            }

            pixels[pixel++] = value;
        }
    }

    private static List<string> ReadHeader(ReadOnlySpan<byte> line)
    {
        List<string> header = [];
        for (int position = 0; position <= line.Length;)
        {
            header.Add(System.Text.Encoding.UTF8.GetString(CsvFields.TakeText(line, ref position, out _)));
        }

        return header;
    }

    private int FindOnly(List<string> header, string name)
    {
        int column = header.FindIndex(other => IsSame(other, name));
        if (column < 0)
        {
            throw Bad($"expected a column called {MessageText.Quote(name)} in the header but there is none");
        }

        if (header.FindIndex(column + 1, other => IsSame(other, name)) >= 0)
        {
            throw Bad($"expected one column called {MessageText.Quote(name)} but found more");
        }

        return column;
    }

    private int FindPixels(List<string> header)
    {
        int first = header.FindIndex(name => IsSame(name, "pixel0"));
        if (first < 0 && header.Count == DigitImage.PixelCount + 2)
        {
            // Whatever their names are, the pixels are the columns that are left.
            first = Enumerable.Range(0, header.Count).First(column => column != _labelColumn && column != _sliceColumn);
            int end = first + DigitImage.PixelCount;
            if ((_labelColumn > first && _labelColumn < end) || (_sliceColumn > first && _sliceColumn < end))
            {
                throw Bad("expected the 784 pixels next to each other but found another column between them");
            }

            return first;
        }

        for (int pixel = 0; pixel < DigitImage.PixelCount; pixel++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"pixel{pixel}");
            int column = first + pixel;
            if (first < 0 || column >= header.Count)
            {
                throw Bad($"expected columns called pixel0 to pixel783 but {name} is missing");
            }

            if (!IsSame(header[column], name))
            {
                throw Bad($"expected {name} but found {MessageText.Quote(header[column])}", column);
            }
        }

        return first;
    }

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private DataFormatException TooFew(int found) => Bad($"expected {_columnCount} columns, as the header has, but found {found}");

    private DataFormatException Bad(string problem, int? column = null, string? columnName = null) =>
        new(_data.Name, problem, _lines.LineNumber, column + 1, columnName);
}
