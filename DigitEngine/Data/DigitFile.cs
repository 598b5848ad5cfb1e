namespace DigitEngine.Data;

/// <summary>
/// Reads whole files of digits into memory: CSV as Kaggle's Digit Recognizer has it (with or without header, with or without
/// label column) or MNIST's IDX, plain or gzip, told apart by their content. The labels of an IDX file
/// (<c>train-labels-idx1-ubyte</c>) are found beside it (<c>train-images-idx3-ubyte</c>).
/// </summary>
public static class DigitFile
{
    private const int DefaultCapacity = 1024;

    private static readonly int MaxCount = Array.MaxLength / DigitImage.PixelCount;

    /// <summary>Reads images and labels.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">
    /// The file can't be read, holds something other than digits, or has no labels; the message is one line that says where
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
                    : "expected a labels file beside it, as train-labels-idx1-ubyte is beside train-images-idx3-ubyte");
        }

        return ReadAll(rows, path, wantLabels: true).Labeled!;
    }

    /// <summary>Reads images; labels, if there are any, are neither read nor checked.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file can't be read or holds something other than digits.</exception>
    public static ImageSet ReadImages(string path)
    {
        using DigitRowReader rows = DigitRowReader.Open(path, wantLabels: false);
        return ReadAll(rows, path, wantLabels: false).Images;
    }

    /// <summary>Reads images, and labels if there are any.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file can't be read or holds something other than digits.</exception>
    public static DigitFileContent Read(string path)
    {
        using DigitRowReader rows = DigitRowReader.Open(path);
        return ReadAll(rows, path, wantLabels: rows.HasLabels);
    }

    /// <summary>
    /// Reads labelled images with a column of text to slice them by, such as the writer or the source: CSV with a header that
    /// names that column, <c>label</c>, and <c>pixel0</c> to <c>pixel783</c> next to each other (whose names may be others
    /// if there is no further column). Further columns are not read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column's name; upper and lower case are the same.</param>
    /// <exception cref="DataFormatException">
    /// The file can't be read or holds something other than that, or the column holds more than 100 different texts or one of
    /// more than 100 characters.
    /// </exception>
    public static SlicedTestSet ReadSliced(string path, string column)
    {
        using DigitRowReader rows = DigitRowReader.OpenSliced(path, column);
        TestSet test = new(ReadAll(rows, path, wantLabels: true).Labeled!);
        return new SlicedTestSet(test, column, rows.Sliced!.Names, rows.Sliced.Slices);
    }

    private static DigitFileContent ReadAll(DigitRowReader rows, string path, bool wantLabels)
    {
        // The likely count is an upper bound for all but odd files, so the images are read straight to where they stay.
        // Memory beyond them is never touched, so it costs address space only.
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
