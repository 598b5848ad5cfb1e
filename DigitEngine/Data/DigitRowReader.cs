namespace DigitEngine.Data;

/// <summary>
/// Reads images from a file or stream, as many at a time as the caller likes, in constant memory however many there are.
/// Not for use by several threads at once.
/// </summary>
/// <remarks>
/// What the data is is told by its content: CSV (with or without header, with or without label column) or IDX,
/// plain or gzip. The labels of an IDX file are looked for beside it.
/// </remarks>
public sealed class DigitRowReader : IDisposable
{
    private readonly DataStream _data;
    private readonly IRowSource _rows;
    private DataFormatException? _problem;

    private DigitRowReader(DataStream data, IRowSource rows)
    {
        _data = data;
        _rows = rows;
    }

    /// <summary>Whether each image has a label.</summary>
    public bool HasLabels => _rows.HasLabels;

    /// <summary>Whether labels are a column of the data, not a file beside it.</summary>
    internal bool IsCsv => _data.Kind == DataKind.Csv;

    /// <summary>The column to slice by, if the data was opened with one.</summary>
    internal SlicedCsvReader? Sliced => _rows as SlicedCsvReader;

    /// <inheritdoc cref="IRowSource.LikelyCount"/>
    internal long? LikelyCount => _rows.LikelyCount;

    /// <summary>Opens a file and reads as far as is needed to know what it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file can't be read or holds something other than digits.</exception>
    public static DigitRowReader Open(string path) => Open(path, wantLabels: true);

    /// <summary>Opens a stream, which need not be seekable, and reads as far as is needed to know what it is.</summary>
    /// <param name="stream">The data, from its present position to its end.</param>
    /// <param name="name">What to call the data in messages.</param>
    /// <param name="leaveOpen">Whether the stream is left open when this reader is disposed of.</param>
    /// <exception cref="DataFormatException">The stream can't be read or holds something other than digits.</exception>
    public static DigitRowReader Open(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Open(DataStream.Open(stream, name, leaveOpen), null, KaggleCsvReader.DefaultBufferSize);
    }

    /// <summary>
    /// Opens rows that come through a pipe, to be read with <see cref="ReadReadyRows"/>: CSV, with or without header, with or
    /// without label column, plain or gzip. There may be none at all, as of a part of divided data.
    /// </summary>
    /// <param name="stream">The data, from its present position to its end.</param>
    /// <param name="name">What to call the data in messages.</param>
    /// <param name="leaveOpen">Whether the stream is left open when this reader is disposed of.</param>
    /// <exception cref="DataFormatException">The stream can't be read or holds something other than rows of digits.</exception>
    public static DigitRowReader OpenPipe(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Open(DataStream.Open(stream, name, leaveOpen), null, KaggleCsvReader.DefaultBufferSize, isPipe: true);
    }

    /// <summary>Opens a file; without <paramref name="wantLabels"/> no IDX labels are looked for.</summary>
    internal static DigitRowReader Open(string path, bool wantLabels)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(DataStream.Open(path), wantLabels ? path : null, KaggleCsvReader.DefaultBufferSize);
    }

    /// <summary>Opens a CSV file that has a column to slice by.</summary>
    internal static DigitRowReader OpenSliced(string path, string sliceColumn)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(sliceColumn);
        return Open(DataStream.Open(path), null, KaggleCsvReader.DefaultBufferSize, sliceColumn);
    }

    /// <summary>Opens a stream with a CSV buffer of another size, at least 1, for tests.</summary>
    internal static DigitRowReader Open(Stream stream, string name, int bufferSize) =>
        Open(DataStream.Open(stream, name, leaveOpen: false), null, bufferSize);

    /// <summary>Reads the next images.</summary>
    /// <param name="pixels">Takes 784 bytes an image; there must be room for one at least.</param>
    /// <param name="labels">Takes a label (0 … 9) an image. Empty if labels aren't wanted: they are then not even checked.</param>
    /// <returns>
    /// How many images were read, 0 at the end: as many as <paramref name="pixels"/> has room for, unless the data ends.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no room for an image, or for fewer labels than images, or labels are wanted of data that has none.
    /// </exception>
    /// <exception cref="DataFormatException">The data can't be read or holds something other than digits.</exception>
    public int ReadRows(Span<byte> pixels, Span<byte> labels)
    {
        if (pixels.Length < DigitImage.PixelCount)
        {
            throw new ArgumentException("Expected room for an image at least.", nameof(pixels));
        }

        if (!labels.IsEmpty && !HasLabels)
        {
            throw new ArgumentException("Expected no room for labels: the data has none.", nameof(labels));
        }

        if (!labels.IsEmpty && labels.Length < pixels.Length / DigitImage.PixelCount)
        {
            throw new ArgumentException("Expected room for as many labels as images.", nameof(labels));
        }

        try
        {
            return _rows.ReadRows(pixels, labels);
        }
        catch (DataFormatException)
        {
            _data.ThrowIfDamaged();
            throw;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataStream.Unreadable(_data.Name, error);
        }
    }

    /// <summary>
    /// Reads the next images that are there: waits for one, and then takes what can be had without waiting. Where the data is
    /// bad, the images before that are given first, and the next call throws.
    /// </summary>
    /// <param name="pixels">Takes 784 bytes an image; there must be room for one at least.</param>
    /// <returns>How many images were read, 0 at the end.</returns>
    /// <exception cref="ArgumentException">There is no room for an image.</exception>
    /// <exception cref="DataFormatException">The data can't be read or holds something other than digits.</exception>
    public int ReadReadyRows(Span<byte> pixels)
    {
        if (pixels.Length < DigitImage.PixelCount)
        {
            throw new ArgumentException("Expected room for an image at least.", nameof(pixels));
        }

        int count = 0;
        try
        {
            for (; (count == 0 || _rows.IsRowReady) && (count + 1) * DigitImage.PixelCount <= pixels.Length; count++)
            {
                if (_problem is not null || ReadRows(pixels.Slice(count * DigitImage.PixelCount, DigitImage.PixelCount), []) == 0)
                {
                    break;
                }
            }
        }
        catch (DataFormatException problem)
        {
            _problem = problem;
        }

        return count > 0 || _problem is null ? count : throw _problem;
    }

    /// <summary>Closes the file or stream.</summary>
    public void Dispose() => _rows.Dispose();

    private static DigitRowReader Open(DataStream data, string? labelsBeside, int bufferSize, string? sliceColumn = null, bool isPipe = false)
    {
        DataStream? labels = null;
        try
        {
            if (data.Kind == DataKind.IdxLabels)
            {
                throw new DataFormatException(
                    data.Name, "expected images but found IDX labels: name the images file, its labels are found beside it");
            }

            if (isPipe && data.Kind != DataKind.Csv)
            {
                throw new DataFormatException(data.Name, "expected rows of CSV but found IDX images: name the file instead");
            }

            if (sliceColumn is not null)
            {
                return new DigitRowReader(data, new SlicedCsvReader(data, sliceColumn, bufferSize));
            }

            if (data.Kind == DataKind.Csv)
            {
                return new DigitRowReader(data, new KaggleCsvReader(data, bufferSize, mayBeEmpty: isPipe));
            }

            if (labelsBeside is not null && IdxReader.FindLabels(labelsBeside) is string path)
            {
                labels = DataStream.Open(path);
            }

            return new DigitRowReader(data, new IdxReader(data, labels));
        }
        catch (Exception error)
        {
            using (data)
            using (labels)
            {
                if (error is DataFormatException)
                {
                    data.ThrowIfDamaged();
                }

                if (error is IOException or UnauthorizedAccessException)
                {
                    throw DataStream.Unreadable(data.Name, error);
                }

                throw;
            }
        }
    }
}
