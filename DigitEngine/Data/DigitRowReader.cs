namespace DigitEngine.Data;

/// <summary>
/// Reads images from a file or stream, any number at a time, in constant memory however many there are. Not thread-safe.
/// </summary>
/// <remarks>
/// The content tells what the data is: CSV, with or without a header and a label column, or IDX, either plain or gzip. The labels
/// of an IDX file are expected beside it.
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

    /// <summary>Whether labels are a column of the data rather than a file beside it.</summary>
    internal bool IsCsv => _data.Kind == DataKind.Csv;

    /// <summary>The column to slice by, if the data was opened with one.</summary>
    internal SlicedCsvReader? Sliced => _rows as SlicedCsvReader;

    /// <inheritdoc cref="IRowSource.LikelyCount"/>
    internal long? LikelyCount => _rows.LikelyCount;

    /// <summary>Opens a file and reads enough of it to know what it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file can't be read or contains something other than digits.</exception>
    public static DigitRowReader Open(string path) => Open(path, wantLabels: true);

    /// <summary>Opens a stream, which need not be seekable, and reads enough of it to know what it is.</summary>
    /// <param name="stream">The data from the current position to the end.</param>
    /// <param name="name">What messages call the data.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this reader is disposed of.</param>
    /// <exception cref="DataFormatException">The stream can't be read or contains something other than digits.</exception>
    public static DigitRowReader Open(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Open(DataStream.Open(stream, name, leaveOpen), null, KaggleCsvReader.DefaultBufferSize);
    }

    /// <summary>
    /// Opens rows that come through a pipe, to be read with <see cref="ReadReadyRows"/>: CSV, with or without a header and a label
    /// column, plain or gzip. There may be no rows at all.
    /// </summary>
    /// <param name="stream">The data from the current position to the end.</param>
    /// <param name="name">What messages call the data.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this reader is disposed of.</param>
    /// <exception cref="DataFormatException">The stream can't be read or contains something other than rows of digits.</exception>
    public static DigitRowReader OpenPipe(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Open(DataStream.Open(stream, name, leaveOpen), null, KaggleCsvReader.DefaultBufferSize, isPipe: true);
    }

    /// <summary>Opens a file. IDX labels are only looked for with <paramref name="wantLabels"/>.</summary>
    internal static DigitRowReader Open(string path, bool wantLabels)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(DataStream.Open(path), wantLabels ? path : null, KaggleCsvReader.DefaultBufferSize);
    }

    /// <summary>Opens a CSV file with a column to slice or to group by.</summary>
    internal static DigitRowReader OpenSliced(string path, string sliceColumn, int mostSlices)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(sliceColumn);
        return Open(DataStream.Open(path), null, KaggleCsvReader.DefaultBufferSize, (sliceColumn, mostSlices));
    }

    /// <summary>Opens a stream with a CSV buffer of another size, at least 1, for tests.</summary>
    internal static DigitRowReader Open(Stream stream, string name, int bufferSize) =>
        Open(DataStream.Open(stream, name, leaveOpen: false), null, bufferSize);

    /// <summary>Reads the next images.</summary>
    /// <param name="pixels">Receives 784 bytes per image; long enough for at least one.</param>
    /// <param name="labels">Receives a label from 0 to 9 per image. If it is empty, labels are not even checked.</param>
    /// <returns>
    /// The number of images read: as many as fit into <paramref name="pixels"/> unless the data ends, and 0 at the end.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="pixels"/> is shorter than an image, <paramref name="labels"/> is shorter than the number of images that
    /// fit, or labels are wanted but the data has none.
    /// </exception>
    /// <exception cref="DataFormatException">The data can't be read or contains something other than digits.</exception>
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
    /// Reads the next available images: waits for one and then takes as many as it can get without waiting. If an image is bad,
    /// those before it are returned first and the next call throws.
    /// </summary>
    /// <param name="pixels">Receives 784 bytes per image; long enough for at least one.</param>
    /// <returns>The number of images read; 0 at the end.</returns>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is shorter than an image.</exception>
    /// <exception cref="DataFormatException">The data can't be read or contains something other than digits.</exception>
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

    private static DigitRowReader Open(DataStream data, string? labelsBeside, int bufferSize, (string Column, int Most)? slices = null, bool isPipe = false)
    {
        DataStream? labels = null;
        try
        {
            if (data.Kind == DataKind.IdxLabels)
            {
                throw new DataFormatException(
                    data.Name, "expected images but found IDX labels: name the file of images; its labels are found beside it");
            }

            if (isPipe && data.Kind != DataKind.Csv)
            {
                throw new DataFormatException(data.Name, "expected rows of CSV but found IDX images: name the file instead");
            }

            if (slices is (string column, int most))
            {
                return new DigitRowReader(data, new SlicedCsvReader(data, column, most, bufferSize));
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

/// <summary>Reads the rows of one kind of file.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>Whether each row has a label.</summary>
    bool HasLabels { get; }

    /// <summary>An estimate of the number of rows, which is seldom too low; null if nothing is known.</summary>
    long? LikelyCount { get; }

    /// <summary>Whether a row can be read without waiting for more data; false if that is not known.</summary>
    bool IsRowReady => false;

    /// <summary>Reads as many rows as there are and as fit into <paramref name="pixels"/>.</summary>
    /// <param name="pixels">Receives rows × 784 bytes.</param>
    /// <param name="labels">Receives one byte per row. If it is empty, labels are neither read nor checked.</param>
    /// <returns>The number of rows read; 0 at the end.</returns>
    int ReadRows(Span<byte> pixels, Span<byte> labels);
}
