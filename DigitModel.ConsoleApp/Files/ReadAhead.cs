using DigitEngine.Data;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// Reads rows a block ahead of whoever uses them, in the memory of two blocks. A file of one block is read without a second
/// thread, which a short prediction would pay for at its start.
/// </summary>
internal sealed class ReadAhead(DigitRowReader rows, int blockSize) : IDisposable
{
    private readonly byte[][] _blocks = [new byte[blockSize * DigitImage.PixelCount], []];
    private Task<int>? _next;
    private int _current;

    /// <summary>The pixels of the next rows; empty at the end. What was given before is overwritten.</summary>
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

    /// <summary>Waits for a block that nobody will take, so that the file can be closed; its errors concern nobody any more.</summary>
    public void Dispose() => _next?.ContinueWith(static read => read.Exception, TaskScheduler.Default).Wait();
}
