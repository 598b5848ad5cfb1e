using System.Buffers;
using System.IO.Compression;

namespace DigitPictures.Formats;

/// <summary>
/// Reads PNG (ISO/IEC 15948): all colour types and depths, transparency, interlacing. Of the packed pixels no more is
/// unpacked than the picture needs.
/// </summary>
internal sealed class PngReader : IPictureReader
{
    // Deflate's best: 258 bytes for two bits.
    private const long MaxDeflateRatio = 1032;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith(Signature[..4]);

    public GrayPicture Read(PictureFile file)
    {
        if (!file.Span.StartsWith(Signature))
        {
            throw file.Problem("expected a PNG's signature but found it damaged, as by a transfer that changes line ends");
        }

        PngChunks chunks = PngChunks.Parse(file, Signature.Length);
        PngHeader header = chunks.Header;
        long needed = header.UnpackedLength;
        if (needed > chunks.DataLength * MaxDeflateRatio)
        {
            throw file.Problem($"expected {needed} bytes of pixels in the PNG, more than its {chunks.DataLength} bytes can hold");
        }

        bool mayBeClear = header.Color is PngColor.GrayAlpha or PngColor.Rgba || !chunks.Transparency.IsEmpty;
        byte[] pixels = mayBeClear ? Transparency.Settle(paper => Unpack(file, chunks, paper)) : Unpack(file, chunks, Luma.White);
        return GrayPicture.Own(header.Width, header.Height, pixels);
    }

    private static byte[] Unpack(PictureFile file, PngChunks chunks, byte paper)
    {
        PngHeader header = chunks.Header;
        PngSamples samples = new(file, chunks, paper);
        byte[] pixels = file.Allocate(header.Width, header.Height);
        int length = header.RowLength(header.Width) + 1;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((2 * length) + header.Width);
        try
        {
            using ZLibStream unpacked = new(new PngDataStream(chunks.Data), CompressionMode.Decompress);
            foreach (PngPass pass in PngPass.Of(header.IsInterlaced))
            {
                ReadPass(file, header, pass, samples, unpacked, buffer, pixels);
            }

            // Brings the unpacking to its end, where the checksum is; what goes beyond the picture is left alone.
            unpacked.ReadAtLeast(buffer.AsSpan(0, 1), 1, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw file.Problem("the PNG's pixels can't be unpacked: the file is damaged", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return pixels;
    }

    private static void ReadPass(
        PictureFile file, PngHeader header, PngPass pass, PngSamples samples, ZLibStream unpacked, byte[] buffer, byte[] pixels)
    {
        (int width, int height) = pass.SizeIn(header.Width, header.Height);
        if (width == 0)
        {
            return;
        }

        int length = header.RowLength(width) + 1;
        Span<byte> row = buffer.AsSpan(0, length);
        Span<byte> above = buffer.AsSpan(length, length);
        Span<byte> grays = buffer.AsSpan(2 * length, width);
        above.Clear();
        for (int y = 0; y < height; y++)
        {
            if (unpacked.ReadAtLeast(row, length, throwOnEndOfStream: false) < length)
            {
                throw file.Problem($"expected {header.Width} x {header.Height} pixels in the PNG but they end before");
            }

            if (!PngFilter.Undo(row[0], row[1..], above[1..], header.FilterDistance))
            {
                throw file.Problem($"expected a PNG's filter 0-4 but found {row[0]}");
            }

            Span<byte> target = pixels.AsSpan(((pass.Top + (y * pass.StepY)) * header.Width) + pass.Left);
            if (pass.StepX == 1)
            {
                samples.ToGray(row[1..], target[..width]);
            }
            else
            {
                samples.ToGray(row[1..], grays);
                for (int x = 0; x < width; x++)
                {
                    target[x * pass.StepX] = grays[x];
                }
            }

            Span<byte> finished = row;
            row = above;
            above = finished;
        }
    }
}
