namespace DigitEngine.Data;

/// <summary>
/// Reads whole files of digits into memory: CSV as in Kaggle's Digit Recognizer, with or without a header and a label column, or
/// MNIST's IDX, either plain or gzip. The content tells which. The labels of an IDX file (<c>train-labels-idx1-ubyte</c>) are
/// expected beside its images (<c>train-images-idx3-ubyte</c>).
/// </summary>
public static class DigitFile
{
    private const int DefaultCapacity = 1024;
    private const int MostSlices = 100;
    private const int MostGroups = 1_000_000;

    private static readonly int MaxCount = Array.MaxLength / DigitImage.PixelCount;

    /// <summary>Reads images and labels.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">
    /// The file can't be read, contains something other than digits, or has no labels. The message is one line that tells where
    /// and what.
    /// </exception>
    public static DigitDataset ReadLabeled(string path)
    {
        using DigitRowReader rows = DigitRowReader.Open(path);
        if (!rows.HasLabels)
        {
            throw new DataFormatException(
                path,
                rows.IsCsv
                    ? "expected 785 columns (label and 784 pixels) but found 784: there are no labels"
                    : "expected a file of labels beside it, as train-labels-idx1-ubyte is beside train-images-idx3-ubyte");
        }

        return ReadAll(rows, path, wantLabels: true).Labeled!;
    }

    /// <summary>Reads images. Labels, if there are any, are neither read nor checked.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file can't be read or contains something other than digits.</exception>
    public static ImageSet ReadImages(string path)
    {
        using DigitRowReader rows = DigitRowReader.Open(path, wantLabels: false);
        return ReadAll(rows, path, wantLabels: false).Images;
    }

    /// <summary>Reads images, and labels if there are any.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file can't be read or contains something other than digits.</exception>
    public static DigitFileContent Read(string path)
    {
        using DigitRowReader rows = DigitRowReader.Open(path);
        return ReadAll(rows, path, wantLabels: rows.HasLabels);
    }

    /// <summary>
    /// Reads labelled images with a column of text to slice them by, such as the writer or the source. The file is CSV with a
    /// header that names this column, <c>label</c>, and <c>pixel0</c> to <c>pixel783</c> next to each other. If there is no other
    /// column, the pixels may have any names. Other columns are ignored.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column's name; case does not matter.</param>
    /// <exception cref="DataFormatException">
    /// The file can't be read or contains something else, or the column has more than 100 different values or one of more than
    /// 100 characters.
    /// </exception>
    public static SlicedTestSet ReadSliced(string path, string column)
    {
        using DigitRowReader rows = DigitRowReader.OpenSliced(path, column, MostSlices);
        TestSet test = new(ReadAll(rows, path, wantLabels: true).Labeled!);
        return new SlicedTestSet(test, column, rows.Sliced!.Names, rows.Sliced.Slices);
    }

    /// <summary>
    /// Reads labelled images with a column of text to group them by, such as the writer: <see cref="DataSplit"/> keeps the images
    /// of a group together. The file is as <see cref="ReadSliced"/> takes it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column's name; case does not matter.</param>
    /// <exception cref="DataFormatException">
    /// The file can't be read or contains something else, or the column has more than a million different values or one of more
    /// than 100 characters.
    /// </exception>
    public static DigitDataset ReadGrouped(string path, string column)
    {
        using DigitRowReader rows = DigitRowReader.OpenSliced(path, column, MostGroups);
        return ReadAll(rows, path, wantLabels: true).Labeled!.WithGroups([.. rows.Sliced!.Slices]);
    }

    /// <summary>
    /// Reads the group of each image from a file of its own, as images in IDX form need it: CSV with a header, of which the first
    /// column is read, plain or gzip.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="digits">The images.</param>
    /// <returns>The images with their groups.</returns>
    /// <exception cref="DataFormatException">The file can't be read or has not one row for each image.</exception>
    public static DigitDataset ReadGroups(string path, DigitDataset digits)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(digits);
        using DataStream data = DataStream.Open(path);
        try
        {
            LineReader lines = new(data.Content, path, KaggleCsvReader.DefaultBufferSize);
            SliceNames names = new(MostGroups);
            List<int> groups = [];
            lines.TryReadContent(out _); // the header
            while (lines.TryReadContent(out ReadOnlySpan<byte> line))
            {
                int position = 0;
                ReadOnlySpan<byte> field = CsvFields.TakeText(line, ref position, out bool quoted);
                if (names.Find(field, quoted, out int group) is string problem)
                {
                    throw new DataFormatException(path, problem, lines.LineNumber, 1);
                }

                groups.Add(group);
            }

            return groups.Count == digits.Count
                ? digits.WithGroups([.. groups])
                : throw new DataFormatException(
                    path, $"expected a header and a row for each of {digits.Count} images but found {groups.Count} rows after the header");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataStream.Unreadable(path, error);
        }
    }

    private static DigitFileContent ReadAll(DigitRowReader rows, string path, bool wantLabels)
    {
        // The likely count is an upper bound except for odd files, so the images are read straight to their final place.
        // Memory beyond them is never touched and so costs only address space.
        int capacity = (int)Math.Clamp(rows.LikelyCount ?? DefaultCapacity, 1, MaxCount);
        byte[] pixels = GC.AllocateUninitializedArray<byte>(capacity * DigitImage.PixelCount);
        byte[] labels = new byte[wantLabels ? capacity : 0];
        int count = rows.ReadRows(pixels, labels);

        Span<byte> extraPixels = stackalloc byte[DigitImage.PixelCount];
        Span<byte> extraLabel = stackalloc byte[wantLabels ? 1 : 0];
        while (count == capacity && rows.ReadRows(extraPixels, extraLabel) == 1)
        {
            if (count == MaxCount)
            {
                throw new DataFormatException(path, $"expected at most {MaxCount} images, which is what one array can hold");
            }

            capacity = (int)Math.Min(MaxCount, 1 + (capacity * 3L / 2));
            Array.Resize(ref pixels, capacity * DigitImage.PixelCount);
            extraPixels.CopyTo(pixels.AsSpan(count * DigitImage.PixelCount));
            if (wantLabels)
            {
                Array.Resize(ref labels, capacity);
                labels[count] = extraLabel[0];
            }

            count++;
            if (count < capacity)
            {
                count += rows.ReadRows(pixels.AsSpan(count * DigitImage.PixelCount), wantLabels ? labels.AsSpan(count) : default);
            }
        }

        ImageSet images = new(pixels, count);
        return new DigitFileContent(images, wantLabels ? new DigitDataset(images, labels[..count]) : null);
    }
}

/// <summary>The content of a file of digits.</summary>
public sealed class DigitFileContent
{
    internal DigitFileContent(ImageSet images, DigitDataset? labeled)
    {
        Images = images;
        Labeled = labeled;
    }

    /// <summary>The images in the order of the file.</summary>
    public ImageSet Images { get; }

    /// <summary>The images with their labels, or null if the file has none. They share the pixels of <see cref="Images"/>.</summary>
    public DigitDataset? Labeled { get; }
}
