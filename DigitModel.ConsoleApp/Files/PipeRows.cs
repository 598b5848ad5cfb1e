using System.Buffers;
using System.Threading.Channels;
using DigitEngine.Data;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// Rows of a pipe, read on a thread of their own. Rows that arrive while earlier ones are processed wait, up to a limit, and are
/// then processed together; a row that arrives alone is processed at once. So slow writers get prompt answers, and fast ones
/// large batches.
/// </summary>
internal sealed class PipeRows
{
    /// <summary>Rows in a block: about as many as a Linux pipe holds in its 64 kB.</summary>
    private const int BlockSize = 32;

    private readonly Channel<ArraySegment<byte>> _blocks;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The pipe.</param>
    /// <param name="name">The name to use in messages.</param>
    /// <param name="capacity">The most rows that wait, at least 32.</param>
    public PipeRows(Stream stream, string name, int capacity)
    {
        _blocks = Channel.CreateBounded<ArraySegment<byte>>(
            new BoundedChannelOptions(capacity / BlockSize) { SingleReader = true, SingleWriter = true });
        // A background thread, because only the other end of the pipe can end a read.
        new Thread(() => Read(stream, name)) { IsBackground = true, Name = "pipe" }.Start();
    }

    /// <summary>Waits for rows, and takes all that are available and fit.</summary>
    /// <param name="pixels">Receives 784 bytes for each row; its length must allow at least 32 rows.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>The number of rows taken, or 0 at the end.</returns>
    /// <exception cref="DataFormatException">A row is bad; all rows before it have been taken.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public int Take(Span<byte> pixels, CancellationToken cancellation)
    {
        if (!_blocks.Reader.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
        {
            return 0;
        }

        int length = 0;
        while (pixels.Length - length >= BlockSize * DigitImage.PixelCount && _blocks.Reader.TryRead(out ArraySegment<byte> block))
        {
            block.AsSpan().CopyTo(pixels[length..]);
            length += block.Count;
            ArrayPool<byte>.Shared.Return(block.Array!);
        }

        return length / DigitImage.PixelCount;
    }

    private void Read(Stream stream, string name)
    {
        try
        {
            using DigitRowReader rows = DigitRowReader.OpenPipe(stream, name);
            while (true)
            {
                byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize * DigitImage.PixelCount);
                int count = rows.ReadReadyRows(block.AsSpan(0, BlockSize * DigitImage.PixelCount));
                if (count == 0)
                {
                    break;
                }

                _blocks.Writer.WriteAsync(new(block, 0, count * DigitImage.PixelCount)).AsTask().GetAwaiter().GetResult();
            }

            _blocks.Writer.Complete();
        }
        catch (Exception problem)
        {
            // Whatever it is, the consumer gets it after the rows.
            _blocks.Writer.Complete(problem);
        }
    }
}
