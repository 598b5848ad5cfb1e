using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace DigitPictures.Formats;

/// <summary>
/// Reads PNG (ISO/IEC 15948): all colour types and depths, transparency, interlacing. It unpacks no more than the picture
/// needs.
/// </summary>
internal sealed class PngReader : IPictureReader
{
    // The best that Deflate can do: 258 bytes from two bits.
    private const long MaxDeflateRatio = 1032;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith(Signature[..4]);

    public GrayPicture Read(PictureFile file)
    {
        if (!file.Span.StartsWith(Signature))
        {
            throw file.Problem("expected a PNG's signature but found it damaged, as by a transfer that changes line endings");
        }

        PngChunks chunks = PngChunks.Parse(file, Signature.Length);
        PngHeader header = chunks.Header;
        long needed = header.UnpackedLength;
        if (needed > chunks.DataLength * MaxDeflateRatio)
        {
            throw file.Problem($"expected {needed} bytes of pixels in the PNG, more than its {chunks.DataLength} bytes can hold");
        }

        bool mayBeClear = header.Color is PngColor.GrayAlpha or PngColor.Rgba || !chunks.Transparency.IsEmpty;
        byte[] pixels = mayBeClear ? Luma.OnPaper(paper => Unpack(file, chunks, paper)) : Unpack(file, chunks, Luma.White);
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

            // Reading on reaches the checksum behind the last row. Anything else behind it is ignored.
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
                throw file.Problem($"expected {header.Width} x {header.Height} pixels in the PNG but the data ends early");
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

/// <summary>Converts rows of a PNG to grey, on paper of a given grey.</summary>
internal sealed class PngSamples
{
    private readonly PictureFile _file;
    private readonly PngHeader _header;
    private readonly byte _paper;

    // The grey of each sample value or palette index, for pixels of one sample of at most 8 bits.
    private readonly byte[] _grays = [];

    // The samples of the transparent colour, or -1, which no sample equals.
    private readonly (int Red, int Green, int Blue) _clear = (-1, -1, -1);

    public PngSamples(PictureFile file, PngChunks chunks, byte paper)
    {
        _file = file;
        _header = chunks.Header;
        _paper = paper;
        ReadOnlySpan<byte> transparency = chunks.Transparency.Span;
        int mask = (1 << _header.BitDepth) - 1;
        switch (_header.Color)
        {
            case PngColor.Palette:
                _grays = PaletteGrays(chunks.Palette.Span, transparency);
                break;
            case PngColor.Gray:
                if (!transparency.IsEmpty)
                {
                    _clear.Red = CheckTransparency(transparency, 2) & mask;
                }

                if (_header.BitDepth <= 8)
                {
                    _grays = SampleGrays(mask);
                }

                break;
            case PngColor.Rgb when !transparency.IsEmpty:
                int red = CheckTransparency(transparency, 6);
                _clear = (red & mask, Sample16(transparency, 1) & mask, Sample16(transparency, 2) & mask);
                break;
        }
    }

    /// <summary>Converts one row.</summary>
    /// <param name="row">The row without its filter.</param>
    /// <param name="grays">Receives a grey for each pixel of the row.</param>
    public void ToGray(ReadOnlySpan<byte> row, Span<byte> grays)
    {
        switch (_header.Color, _header.BitDepth)
        {
            case (PngColor.Gray, 16):
                for (int i = 0; i < grays.Length; i++)
                {
                    int sample = Sample16(row, i);
                    grays[i] = sample == _clear.Red ? _paper : Luma.From16(sample);
                }

                break;
            case (PngColor.Gray or PngColor.Palette, _):
                LookUp(row, grays);
                break;
            case (PngColor.GrayAlpha, 8):
                for (int i = 0; i < grays.Length; i++)
                {
                    grays[i] = Luma.Over(row[2 * i], row[(2 * i) + 1], _paper);
                }

                break;
            case (PngColor.GrayAlpha, _):
                for (int i = 0; i < grays.Length; i++)
                {
                    grays[i] = Luma.Over(Reduced(row, 2 * i), Reduced(row, (2 * i) + 1), _paper);
                }

                break;
            case (PngColor.Rgb, 8):
                for (int i = 0; i < grays.Length; i++)
                {
                    (int Red, int Green, int Blue) color = (row[3 * i], row[(3 * i) + 1], row[(3 * i) + 2]);
                    grays[i] = color == _clear ? _paper : Luma.Of(color.Red, color.Green, color.Blue);
                }

                break;
            case (PngColor.Rgb, _):
                for (int i = 0; i < grays.Length; i++)
                {
                    bool isClear = (Sample16(row, 3 * i), Sample16(row, (3 * i) + 1), Sample16(row, (3 * i) + 2)) == _clear;
                    grays[i] = isClear ? _paper : Gray16(row, 3 * i);
                }

                break;
            case (_, 8):
                for (int i = 0; i < grays.Length; i++)
                {
                    ReadOnlySpan<byte> pixel = row.Slice(4 * i, 4);
                    grays[i] = Luma.Over(Luma.Of(pixel[0], pixel[1], pixel[2]), pixel[3], _paper);
                }

                break;
            default:
                for (int i = 0; i < grays.Length; i++)
                {
                    grays[i] = Luma.Over(Gray16(row, 4 * i), Reduced(row, (4 * i) + 3), _paper);
                }

                break;
        }
    }

    private static int Sample16(ReadOnlySpan<byte> row, int index) => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);

    private static byte Reduced(ReadOnlySpan<byte> row, int index) => Luma.From16(Sample16(row, index));

    private static byte Gray16(ReadOnlySpan<byte> row, int index) =>
        Luma.Of(Reduced(row, index), Reduced(row, index + 1), Reduced(row, index + 2));

    private void LookUp(ReadOnlySpan<byte> row, Span<byte> grays)
    {
        ReadOnlySpan<byte> table = _grays;
        int depth = _header.BitDepth;
        int mask = (1 << depth) - 1;
        for (int i = 0; i < grays.Length; i++)
        {
            int bit = i * depth;
            int sample = (row[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            if (sample >= table.Length)
            {
                throw _file.Problem($"expected colours 0-{table.Length - 1} of the PNG's palette but found {sample}");
            }

            grays[i] = table[sample];
        }
    }

    private byte[] SampleGrays(int max)
    {
        byte[] grays = new byte[max + 1];
        for (int i = 0; i <= max; i++)
        {
            grays[i] = i == _clear.Red ? _paper : (byte)(i * 255 / max);
        }

        return grays;
    }

    private byte[] PaletteGrays(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> alphas)
    {
        if (palette.IsEmpty)
        {
            throw _file.Problem("expected a palette in the PNG but it has no PLTE chunk");
        }

        byte[] grays = new byte[palette.Length / 3];
        if (alphas.Length > grays.Length)
        {
            throw _file.Problem($"expected at most {grays.Length} bytes in the PNG's tRNS chunk but found {alphas.Length}");
        }

        for (int i = 0; i < grays.Length; i++)
        {
            int alpha = i < alphas.Length ? alphas[i] : 255;
            grays[i] = Luma.Over(Luma.Of(palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]), alpha, _paper);
        }

        return grays;
    }

    // Returns the first sample of the transparent colour.
    private int CheckTransparency(ReadOnlySpan<byte> transparency, int length)
    {
        if (transparency.Length != length)
        {
            throw _file.Problem($"expected {length} bytes in the PNG's tRNS chunk but found {transparency.Length}");
        }

        return Sample16(transparency, 0);
    }
}

/// <summary>Undoes the filters of PNG, which store each byte as its difference from a prediction by its neighbours.</summary>
internal static class PngFilter
{
    /// <summary>Undoes one row's filter in place.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above without its filter; zeros for the first row.</param>
    /// <param name="distance">The distance to the pixel on the left, in bytes.</param>
    /// <returns>Whether there is such a filter.</returns>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (int i = distance; i < row.Length; i++)
                {
                    row[i] += row[i - distance];
                }

                return true;
            case 2:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                return true;
            case 3:
                UndoAverage(row, above, distance);
                return true;
            case 4:
                UndoPaeth(row, above, distance);
                return true;
            default:
                return false;
        }
    }

    private static void UndoAverage(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        int first = Math.Min(distance, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += (byte)(above[i] / 2);
        }

        for (int i = first; i < row.Length; i++)
        {
            row[i] += (byte)((row[i - distance] + above[i]) / 2);
        }
    }

    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        int first = Math.Min(distance, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += above[i];
        }

        for (int i = first; i < row.Length; i++)
        {
            row[i] += Paeth(row[i - distance], above[i], above[i - distance]);
        }
    }

    // The neighbour nearest to left + up - corner. Ties go to left, then up.
    private static byte Paeth(int left, int up, int corner)
    {
        int fromLeft = Math.Abs(up - corner);
        int fromUp = Math.Abs(left - corner);
        int fromCorner = Math.Abs(left + up - corner - corner);
        if (fromLeft <= fromUp && fromLeft <= fromCorner)
        {
            return (byte)left;
        }

        return (byte)(fromUp <= fromCorner ? up : corner);
    }
}
