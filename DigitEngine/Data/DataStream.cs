using System.Buffers.Binary;

namespace DigitEngine.Data;

/// <summary>
/// An open data file, which is unpacked if it is gzip. Its kind follows from its content, never from its name.
/// </summary>
internal sealed class DataStream : IDisposable
{
    // Ten bytes of header and eight of trailer.
    private const int MinGzipLength = 18;

    // The best that Deflate can do: 258 bytes for two bits.
    private const long MaxDeflateRatio = 1032;

    private readonly CompleteGzipStream? _gzip;

    private DataStream(
        string name, Stream content, CompleteGzipStream? gzip, DataKind kind, long? exactLength, long? likelyLength)
    {
        Name = name;
        Content = content;
        _gzip = gzip;
        Kind = kind;
        ExactLength = exactLength;
        LikelyLength = likelyLength;
    }

    /// <summary>The file as the caller named it.</summary>
    public string Name { get; }

    /// <summary>The unpacked content, from its beginning.</summary>
    public Stream Content { get; }

    public DataKind Kind { get; }

    /// <summary>The length of <see cref="Content"/> in bytes, if it is certain.</summary>
    public long? ExactLength { get; }

    /// <summary>
    /// The length of <see cref="Content"/> in bytes according to the file. It may be wrong, but it is never more than a file of
    /// this size can hold.
    /// </summary>
    public long? LikelyLength { get; }

    public static DataStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new DataFormatException(path, "expected a file but found a folder");
        }

        FileStream file;
        try
        {
            // Unbuffered, because every reader has a large buffer of its own.
            file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(path, "the file does not exist", innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(path, error);
        }

        try
        {
            return Open(file, path, leaveOpen: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public static DataStream Open(Stream stream, string name, bool leaveOpen)
    {
        try
        {
            long? length = stream.CanSeek ? stream.Length - stream.Position : null;
            byte[] magic = ReadMagic(stream);
            if (!magic.AsSpan().StartsWith<byte>([0x1F, 0x8B]))
            {
                DataKind plain = Tell(magic, name);
                return new DataStream(name, new PrefixedStream(magic, stream, leaveOpen), null, plain, length, length);
            }

            long? likely = length >= MinGzipLength ? Math.Min(ReadUnpackedLength(stream), length.Value * MaxDeflateRatio) : null;
            CompleteGzipStream gzip = new(new PrefixedStream(magic, stream, leaveOpen), name);
            magic = ReadMagic(gzip);
            DataKind kind;
            try
            {
                kind = Tell(magic, name);
            }
            catch (DataFormatException)
            {
                gzip.Drain();
                throw;
            }

            return new DataStream(name, new PrefixedStream(magic, gzip, leaveOpen: false), gzip, kind, null, likely);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(name, error);
        }
    }

    public static DataFormatException Unreadable(string name, Exception error) =>
        new(name, $"the file can't be read: {error.Message}", innerException: error);

    /// <summary>
    /// Called if something is wrong with the content. If it is packed and the packed data is damaged further on, this throws:
    /// then the damage is what the user should know, since everything before it may be nonsense.
    /// </summary>
    public void ThrowIfDamaged()
    {
        try
        {
            _gzip?.Drain();
        }
        catch (IOException error)
        {
            throw Unreadable(Name, error);
        }
    }

    public void Dispose() => Content.Dispose();

    private static byte[] ReadMagic(Stream stream)
    {
        byte[] magic = new byte[FileKind.Length];
        int count = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        return magic[..count];
    }

    private static DataKind Tell(ReadOnlySpan<byte> magic, string name) => magic switch
    {
        [0, 0, 8, 3, ..] => DataKind.IdxImages,
        [0, 0, 8, 1, ..] => DataKind.IdxLabels,
        [0, 0, ..] => throw Unexpected(name, "an IDX file of another element type or shape, or binary data"),
        [0x1F, 0x8B, ..] => throw Unexpected(name, "a gzip file packed twice"),
        [(byte)'P', (byte)'K', 3 or 5, ..] => throw Unexpected(name, "a zip archive: unpack it first"),
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => throw Unexpected(name, "UTF-16 text: save it as UTF-8"),
        _ => FileKind.Of(magic) is string kind ? throw Unexpected(name, kind) : DataKind.Csv,
    };

    private static DataFormatException Unexpected(string name, string found) =>
        new(name, $"expected CSV or IDX images, plain or gzip, but found {found}");

    /// <summary>A gzip file ends with the unpacked length, modulo 2³², of its last member.</summary>
    private static long ReadUnpackedLength(Stream stream)
    {
        long position = stream.Position;
        Span<byte> last = stackalloc byte[sizeof(uint)];
        stream.Seek(-last.Length, SeekOrigin.End);
        stream.ReadExactly(last);
        stream.Position = position;
        return BinaryPrimitives.ReadUInt32LittleEndian(last);
    }
}

/// <summary>What a data file contains according to its first bytes.</summary>
internal enum DataKind
{
    /// <summary>Text, as far as the first bytes tell.</summary>
    Csv,

    /// <summary>IDX images.</summary>
    IdxImages,

    /// <summary>IDX labels.</summary>
    IdxLabels,
}
