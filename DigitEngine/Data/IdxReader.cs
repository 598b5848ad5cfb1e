using System.Buffers.Binary;

namespace DigitEngine.Data;

/// <summary>
/// Reads images from IDX, the format of MNIST: a header of four big-endian 32-bit numbers (magic number, images, rows, columns)
/// and the pixels. The labels are in a file of their own, with a header of two such numbers.
/// </summary>
internal sealed class IdxReader : IRowSource
{
    private const int ImagesHeaderLength = 16;
    private const int LabelsHeaderLength = 8;

    private readonly DataStream _images;
    private readonly DataStream? _labels;
    private readonly long _count;
    private long _read;

    /// <summary>Reads the headers.</summary>
    public IdxReader(DataStream images, DataStream? labels)
    {
        _images = images;
        _labels = labels;
        Span<byte> header = stackalloc byte[ImagesHeaderLength];
        ReadHeader(images, header);
        _count = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        uint rows = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        uint columns = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        if (rows != DigitImage.Height || columns != DigitImage.Width)
        {
            throw new DataFormatException(images.Name, $"expected images of 28 x 28 pixels but found {columns} x {rows}");
        }

        if (_count == 0)
        {
            throw new DataFormatException(images.Name, "expected images but the file says that it contains none");
        }

        CheckLength(images, ImagesHeaderLength + (_count * DigitImage.PixelCount), "images");
        LikelyCount = Math.Min(_count, images.LikelyLength / DigitImage.PixelCount ?? long.MaxValue);

        if (labels is null)
        {
            return;
        }

        string imagesName = Path.GetFileName(images.Name);
        if (labels.Kind != DataKind.IdxLabels)
        {
            throw new DataFormatException(labels.Name, $"expected the IDX labels of {imagesName} but found something else");
        }

        ReadHeader(labels, header[..LabelsHeaderLength]);
        uint labelCount = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (labelCount != _count)
        {
            throw new DataFormatException(
                labels.Name, $"expected {_count} labels, one for each image in {imagesName}, but found {labelCount}");
        }

        CheckLength(labels, LabelsHeaderLength + _count, "labels");
    }

    public bool HasLabels => _labels is not null;

    public long? LikelyCount { get; }

    /// <summary>
    /// Finds the labels of a file of images: <c>images-idx3</c> in its name becomes <c>labels-idx1</c>, or likewise with a dot
    /// instead of the hyphen. Both the plain and the packed name are tried, that of the images' form first. Null if there is no
    /// such file.
    /// </summary>
    public static string? FindLabels(string imagesPath)
    {
        string name = Path.GetFileName(imagesPath);
        string labels = name
            .Replace("images-idx3", "labels-idx1", StringComparison.Ordinal)
            .Replace("images.idx3", "labels.idx1", StringComparison.Ordinal);
        if (labels == name)
        {
            return null;
        }

        string other = labels.EndsWith(".gz", StringComparison.Ordinal) ? labels[..^".gz".Length] : labels + ".gz";
        string folder = Path.GetDirectoryName(imagesPath) ?? "";
        string[] candidates = [Path.Combine(folder, labels), Path.Combine(folder, other)];
        return candidates.FirstOrDefault(File.Exists);
    }

    public int ReadRows(Span<byte> pixels, Span<byte> labels)
    {
        int count = (int)Math.Min(pixels.Length / DigitImage.PixelCount, _count - _read);
        if (count == 0)
        {
            return 0;
        }

        ReadExactly(_images, pixels[..(count * DigitImage.PixelCount)], "images", DigitImage.PixelCount);
        if (_labels is not null && !labels.IsEmpty)
        {
            ReadExactly(_labels, labels[..count], "labels", 1);
            int bad = labels[..count].IndexOfAnyExceptInRange((byte)0, (byte)(DigitImage.ClassCount - 1));
            if (bad >= 0)
            {
                throw new DataFormatException(
                    _labels.Name, $"expected labels 0-9 but found {labels[bad]} for image {_read + bad + 1}");
            }
        }

        _read += count;
        if (_read == _count)
        {
            CheckEnd(_images, "images");
            if (_labels is not null && !labels.IsEmpty)
            {
                CheckEnd(_labels, "labels");
            }
        }

        return count;
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels?.Dispose();
    }

    private static void ReadHeader(DataStream file, Span<byte> header)
    {
        int length = file.Content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (length < header.Length)
        {
            throw new DataFormatException(file.Name, $"expected an IDX header of {header.Length} bytes but found {length}");
        }
    }

    private void CheckLength(DataStream file, long expected, string what)
    {
        if (file.ExactLength is long actual && actual != expected)
        {
            throw new DataFormatException(file.Name, $"expected {expected} bytes for {_count} {what} but found {actual}");
        }
    }

    private void ReadExactly(DataStream file, Span<byte> destination, string what, int size)
    {
        int length = file.Content.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        if (length < destination.Length)
        {
            throw new DataFormatException(
                file.Name, $"expected {_count} {what} but the file ends after {_read + (length / size)}");
        }
    }

    private void CheckEnd(DataStream file, string what)
    {
        Span<byte> beyond = stackalloc byte[1];
        if (file.Content.Read(beyond) > 0)
        {
            throw new DataFormatException(file.Name, $"expected {_count} {what} but the file continues after them");
        }
    }
}
