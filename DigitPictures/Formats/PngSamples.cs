using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>Turns the samples of a PNG's rows into grey, seen on paper of some grey.</summary>
internal sealed class PngSamples
{
    private readonly PictureFile _file;
    private readonly PngHeader _header;
    private readonly byte _paper;

    // For pixels of one sample of at most 8 bits: the grey of each value that may occur.
    private readonly byte[] _grays = [];

    // The samples of the one colour that is transparent; those of other pixels never match -1.
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

    /// <summary>One row.</summary>
    /// <param name="row">The row as it was before it was filtered.</param>
    /// <param name="grays">As many as there are pixels in the row.</param>
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

    // Returns the first sample.
    private int CheckTransparency(ReadOnlySpan<byte> transparency, int length)
    {
        if (transparency.Length != length)
        {
            throw _file.Problem($"expected {length} bytes in the PNG's tRNS chunk but found {transparency.Length}");
        }

        return Sample16(transparency, 0);
    }
}
