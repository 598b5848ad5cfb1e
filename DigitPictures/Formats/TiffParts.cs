using BitMiracle.LibTiff.Classic;

namespace DigitPictures.Formats;

/// <summary>
/// Unpacks the strips or tiles of a TIFF with LibTiff.NET. That library doesn't stand up to hostile files by itself: it may loop
/// or allocate gigabytes. So it gets a rewritten directory with checked tags only, and everything it complains about counts as
/// damage.
/// </summary>
internal sealed class TiffParts : IDisposable
{
    private readonly PictureFile _file;
    private readonly TiffMessages.Sink _messages = new();
    private readonly Tiff _tiff;
    private readonly bool _isTiled;

    /// <summary>Opens a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="directory">Its checked directory.</param>
    /// <param name="toRgb">Whether to convert YCbCr, which only JPEG compression may have, to RGB.</param>
    public TiffParts(PictureFile file, TiffDirectory directory, bool toRgb)
    {
        _file = file;
        TiffMessages.Register();
        _tiff = Guard(() => Tiff.ClientOpen("TIFF", "r", _messages, new Content(directory.Rewrite(), file.Content)))
            ?? throw Damaged(null);
        if (toRgb)
        {
            Guard(() => _tiff.SetField(BitMiracle.LibTiff.Classic.TiffTag.JPEGCOLORMODE, JpegColorMode.RGB));
        }

        _isTiled = _tiff.IsTiled();
    }

    /// <summary>Unpacks a strip or tile. Its rows are packed as in the file, with 16-bit samples in the machine's byte order.</summary>
    /// <param name="index">The index of the strip or tile.</param>
    /// <param name="buffer">Receives the rows.</param>
    /// <param name="length">The length of all rows, in bytes.</param>
    public void Unpack(int index, byte[] buffer, int length)
    {
        int read = Guard(() => _isTiled
            ? _tiff.ReadEncodedTile(index, buffer, 0, length)
            : _tiff.ReadEncodedStrip(index, buffer, 0, length));
        if (read != length || _messages.Any)
        {
            throw Damaged(null);
        }
    }

    public void Dispose() => _tiff.Dispose();

    // The library throws exceptions of many types on damaged data, among them plain ones.
    private T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw Damaged(error);
        }
    }

    private PictureFormatException Damaged(Exception? cause) =>
        _file.Problem("the TIFF's pixels can't be unpacked: the file is damaged", cause);

    /// <summary>The rewritten directory followed by the original file.</summary>
    private sealed class Content(byte[] directory, ReadOnlyMemory<byte> file) : TiffStream
    {
        private long _position;

        public override int Read(object clientData, byte[] buffer, int offset, int count)
        {
            int total = 0;
            while (total < count && _position < directory.Length + file.Length)
            {
                ReadOnlySpan<byte> rest = _position < directory.Length
                    ? directory.AsSpan((int)_position)
                    : file.Span[(int)(_position - directory.Length)..];
                int length = Math.Min(rest.Length, count - total);
                rest[..length].CopyTo(buffer.AsSpan(offset + total));
                total += length;
                _position += length;
            }

            return total;
        }

        public override long Seek(object clientData, long offset, SeekOrigin origin) => _position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Size(clientData) + offset,
        };

        public override long Size(object clientData) => directory.Length + file.Length;

        public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Close(object clientData)
        {
        }
    }
}

/// <summary>
/// Receives the messages of LibTiff.NET, which has one handler for the whole process. A message about a file opened here is noted
/// in its <see cref="Sink"/>. Messages about other files go to the handler that was there before.
/// </summary>
internal sealed class TiffMessages : TiffErrorHandler
{
    private static readonly Lazy<TiffMessages> Own = new(() => new());

    private readonly TiffErrorHandler? _others;

    /// <summary>Installs a handler in front of the present one.</summary>
    internal TiffMessages() => _others = Tiff.SetErrorHandler(this);

    /// <summary>Installs the handler at the first call.</summary>
    public static void Register() => _ = Own.Value;

    public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
    {
        if (!Note(tif?.Clientdata()))
        {
            _others?.ErrorHandler(tif, method, format, args);
        }
    }

    public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (!Note(clientData))
        {
            _others?.ErrorHandlerExt(tif, clientData, method, format, args);
        }
    }

    public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
    {
        if (!Note(tif?.Clientdata()))
        {
            _others?.WarningHandler(tif, method, format, args);
        }
    }

    public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (!Note(clientData))
        {
            _others?.WarningHandlerExt(tif, clientData, method, format, args);
        }
    }

    private static bool Note(object? clientData)
    {
        if (clientData is not Sink sink)
        {
            return false;
        }

        sink.Any = true;
        return true;
    }

    /// <summary>The client data of a file opened here.</summary>
    internal sealed class Sink
    {
        /// <summary>Whether there was an error or a warning.</summary>
        public bool Any { get; set; }
    }
}
