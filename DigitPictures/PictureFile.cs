using System.Buffers;

namespace DigitPictures;

/// <summary>
/// A picture file in memory, with the limits and messages that all readers share. Disposing it returns its buffer to the pool.
/// </summary>
internal sealed class PictureFile : IDisposable
{
    // The first buffer for a stream of unknown length.
    private const int FirstLength = 1 << 16;

    private readonly int _length;
    private byte[] _buffer;

    private PictureFile(string name, byte[] buffer, int length)
    {
        Name = name;
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Name { get; }

    /// <summary>The largest number of pixels that the picture may have.</summary>
    public int MaxPixelCount { get; set; } = GrayPicture.MaxPixelCount;

    public ReadOnlyMemory<byte> Content => _buffer.AsMemory(0, _length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public static PictureFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new PictureFormatException(path, "expected a file but found a folder");
        }

        try
        {
            using FileStream stream = new(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return Read(stream, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PictureFormatException(path, "the file does not exist", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(path, error);
        }
    }

    public static PictureFile Read(Stream stream, string name)
    {
        byte[] buffer = [];
        try
        {
            long expected = stream.CanSeek ? stream.Length - stream.Position : FirstLength;
            CheckLength(name, expected);

            // One byte more than expected, so that the last read can find the end of the file.
            buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(expected, 0) + 1);
            int length = 0;
            while (true)
            {
                int count = stream.Read(buffer, length, buffer.Length - length);
                if (count == 0)
                {
                    return new PictureFile(name, buffer, length);
                }

                length += count;
                CheckLength(name, length);
                if (length == buffer.Length)
                {
                    Grow(ref buffer);
                }
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or NotSupportedException)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw Unreadable(name, error);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>The exception to throw when something is wrong with this file.</summary>
    public PictureFormatException Problem(string problem, Exception? innerException = null) =>
        new(Name, problem, innerException);

    /// <summary>The exception to throw when the file ends too early.</summary>
    public PictureFormatException Cut(string what) => Problem($"expected {what} but the file ends after {_length} bytes");

    /// <summary>Allocates the pixels of a picture, if its size is allowed.</summary>
    public byte[] Allocate(long width, long height)
    {
        CheckSize(width, height);
        return GC.AllocateUninitializedArray<byte>((int)(width * height));
    }

    /// <summary>Throws unless the size given in the file is allowed.</summary>
    public void CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0)
        {
            throw Problem($"expected a picture but its size is {width} x {height}");
        }

        if (width > GrayPicture.MaxSide || height > GrayPicture.MaxSide)
        {
            throw Problem($"expected at most {GrayPicture.MaxSide} pixels a side but found {width} x {height}");
        }

        if (width * height > MaxPixelCount)
        {
            throw Problem($"expected at most {MaxPixelCount} pixels but found {width} x {height}");
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, GrayPicture.MaxFileLength + 1));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private static void CheckLength(string name, long length)
    {
        if (length > GrayPicture.MaxFileLength)
        {
            throw new PictureFormatException(name, $"expected at most {GrayPicture.MaxFileLength} bytes but found {length}");
        }
    }

    private static PictureFormatException Unreadable(string name, Exception error) =>
        new(name, $"can't be read: {error.Message}", error);
}
