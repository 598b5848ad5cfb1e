using System.Buffers;
using System.Threading.Channels;
using DigitEngine.Data;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// Rows of a pipe, read on a thread of their own. What comes while others are at work waits, up to a number; what comes alone is
/// given at once. So a slow writer gets each answer as soon as it can be, and a fast one large batches.
/// </summary>
internal sealed class PipeRows
{
    /// <summary>A pipe of Linux holds 64 kB, which are about as many rows.</summary>
    private const int BlockSize = 32;

    private readonly Channel<ArraySegment<byte>> _blocks;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The pipe.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="capacity">The most rows that wait, at least 32.</param>
    public PipeRows(Stream stream, string name, int capacity)
    {
        _blocks = Channel.CreateBounded<ArraySegment<byte>>(
            new BoundedChannelOptions(capacity / BlockSize) { SingleReader = true, SingleWriter = true });
        // In the background, since nothing but the pipe's other end gets a thread out of reading.
        new Thread(() => Read(stream, name)) { IsBackground = true, Name = "pipe" }.Start();
    }

    /// <summary>Waits for rows, and takes all that are there and fit.</summary>
    /// <param name="pixels">Takes 784 bytes a row; there must be room for 32 rows at least.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How many rows were taken, 0 at the end.</returns>
    /// <exception cref="DataFormatException">All rows before a bad one have been taken.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
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
            // Whatever it is, whoever takes the rows gets it after them.
            _blocks.Writer.Complete(problem);
        }
    }
}
