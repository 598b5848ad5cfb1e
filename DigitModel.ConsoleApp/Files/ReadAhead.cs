using DigitEngine.Data;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// Reads rows one block ahead of the consumer, in two buffers. A file of a single block is read without a second thread, which
/// would delay the start of a short prediction.
/// </summary>
internal sealed class ReadAhead(DigitRowReader rows, int blockSize) : IDisposable
{
    private readonly byte[][] _blocks = [new byte[blockSize * DigitImage.PixelCount], []];
    private Task<int>? _next;
    private int _current;

    /// <summary>The pixels of the next rows, or nothing at the end. They are valid until the next call.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        int count;
        if (_next is null)
        {
            count = rows.ReadRows(_blocks[_current], []);
        }
        else
        {
            _current = 1 - _current;
            count = _next.GetAwaiter().GetResult();
            _next = null;
        }

        if (count == blockSize)
        {
            int other = 1 - _current;
            if (_blocks[other].Length == 0)
            {
                _blocks[other] = new byte[blockSize * DigitImage.PixelCount];
            }

            _next = Task.Run(() => rows.ReadRows(_blocks[other], []));
        }

        return _blocks[_current].AsMemory(0, count * DigitImage.PixelCount);
    }

    /// <summary>Waits for the block that is being read, so that the file can be closed. Its errors no longer matter.</summary>
    public void Dispose() => _next?.ContinueWith(static read => read.Exception, TaskScheduler.Default).Wait();
}
