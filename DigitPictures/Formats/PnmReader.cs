using System.Buffers.Binary;
using DigitEngine;

namespace DigitPictures.Formats;

/// <summary>
/// Reads Netpbm's PBM, PGM and PPM, plain (P1-P3) and raw (P4-P6), with samples of up to 16 bits. Of several pictures in a
/// file, it reads the first.
/// </summary>
internal sealed class PnmReader : IPictureReader
{
    private const uint MaxMaxval = 65535;

    public bool Recognizes(ReadOnlySpan<byte> start) => start is [(byte)'P', >= (byte)'1' and <= (byte)'6', byte next, ..]
        && (PnmText.IsSpace(next) || next == '#');

    public GrayPicture Read(PictureFile file)
    {
        PnmText text = new(file, 2);
        int kind = file.Span[1] - '0';
        long width = text.ReadNumber("a width");
        long height = text.ReadNumber("a height");
        file.CheckSize(width, height);
        bool isBitmap = kind is 1 or 4;
        uint max = isBitmap ? 1 : text.ReadNumber("a largest sample");
        if (max is 0 or > MaxMaxval)
        {
            throw file.Problem($"expected a largest sample from 1 to {MaxMaxval} in the PNM but found {max}");
        }

        bool isColor = kind is 3 or 6;
        long sampleCount = width * height * (isColor ? 3 : 1);
        if (kind <= 3)
        {
            // A sample takes at least one digit and, except in a bitmap, a space before the next.
            CheckLength(file, text.Position, isBitmap ? sampleCount : (2 * sampleCount) - 1);
            return ReadPlain(text, file, (int)width, (int)height, max, isBitmap, isColor);
        }

        text.SkipOneSpace();
        ReadOnlySpan<byte> raster = file.Span[text.Position..];
        if (isBitmap)
        {
            CheckLength(file, text.Position, (width + 7) / 8 * height);
            return ReadBits(raster, file, (int)width, (int)height);
        }

        int size = max > 255 ? 2 : 1;
        CheckLength(file, text.Position, sampleCount * size);
        return ReadRaw(raster[..(int)(sampleCount * size)], file, (int)width, (int)height, max, isColor);
    }

    private static void CheckLength(PictureFile file, int start, long needed)
    {
        if (file.Span.Length - start < needed)
        {
            throw file.Cut($"{needed} bytes of pixels in the PNM");
        }
    }

    private static GrayPicture ReadPlain(
        PnmText text, PictureFile file, int width, int height, uint max, bool isBitmap, bool isColor)
    {
        byte[] pixels = file.Allocate(width, height);
        for (int i = 0; i < pixels.Length; i++)
        {
            if (isBitmap)
            {
                pixels[i] = (byte)(text.ReadBit() ? 0 : 255);
            }
            else if (!isColor)
            {
                pixels[i] = NextSample(ref text);
            }
            else
            {
                pixels[i] = Luma.Of(NextSample(ref text), NextSample(ref text), NextSample(ref text));
            }
        }

        return GrayPicture.Own(width, height, pixels);

        byte NextSample(ref PnmText from)
        {
            uint sample = from.ReadNumber("a sample");
            return sample <= max ? Luma.Scale(sample, max) : throw TooLarge(file, sample, max);
        }
    }

    private static GrayPicture ReadBits(ReadOnlySpan<byte> raster, PictureFile file, int width, int height)
    {
        byte[] pixels = file.Allocate(width, height);
        int rowLength = (width + 7) / 8;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = raster.Slice(y * rowLength, rowLength);
            Span<byte> target = pixels.AsSpan(y * width, width);
            for (int x = 0; x < target.Length; x++)
            {
                target[x] = (byte)((((row[x >> 3] >> (7 - (x & 7))) & 1) - 1) & 255);
            }
        }

        return GrayPicture.Own(width, height, pixels);
    }

    private static GrayPicture ReadRaw(ReadOnlySpan<byte> raster, PictureFile file, int width, int height, uint max, bool isColor)
    {
        byte[] pixels = file.Allocate(width, height);
        int size = max > 255 ? 2 : 1;
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!isColor)
            {
                pixels[i] = Sample(raster, i, size, file, max);
                continue;
            }

            pixels[i] = Luma.Of(
                Sample(raster, 3 * i, size, file, max),
                Sample(raster, (3 * i) + 1, size, file, max),
                Sample(raster, (3 * i) + 2, size, file, max));
        }

        return GrayPicture.Own(width, height, pixels);
    }

    private static byte Sample(ReadOnlySpan<byte> raster, int index, int size, PictureFile file, uint max)
    {
        uint sample = size == 1 ? raster[index] : BinaryPrimitives.ReadUInt16BigEndian(raster[(2 * index)..]);
        if (max == 255)
        {
            return (byte)sample;
        }

        return sample <= max ? Luma.Scale(sample, max) : throw TooLarge(file, sample, max);
    }

    private static PictureFormatException TooLarge(PictureFile file, uint sample, uint max) =>
        file.Problem($"expected samples 0-{max} in the PNM but found {sample}");
}

/// <summary>The text part of a PNM: numbers with spaces and comments between them.</summary>
internal ref struct PnmText(PictureFile file, int start)
{
    private readonly ReadOnlySpan<byte> _bytes = file.Span;

    /// <summary>The offset of the next byte.</summary>
    public int Position { get; private set; } = start;

    public static bool IsSpace(byte value) => value is (byte)' ' or (>= 9 and <= 13);

    public uint ReadNumber(string what)
    {
        SkipSpace(what);
        int first = Position;
        ulong number = 0;
        while (Position < _bytes.Length && _bytes[Position] is byte digit and >= (byte)'0' and <= (byte)'9')
        {
            number = (number * 10) + digit - '0';
            if (number > uint.MaxValue)
            {
                throw file.Problem($"expected {what} in the PNM but found a number beyond {uint.MaxValue}");
            }

            Position++;
        }

        if (Position == first)
        {
            throw file.Problem($"expected {what} in the PNM but found {MessageText.Quote(_bytes.Slice(first, 1))}");
        }

        // Only a space or a comment ends a number. Anything else is no number at all.
        if (Position < _bytes.Length && !IsSpace(_bytes[Position]) && _bytes[Position] != '#')
        {
            throw file.Problem($"expected {what} in the PNM but found {MessageText.Quote(_bytes[first..(Position + 1)])}");
        }

        return (uint)number;
    }

    /// <summary>Reads a pixel of a plain bitmap. Only these need no space between them.</summary>
    public bool ReadBit()
    {
        SkipSpace("0 or 1");
        byte bit = _bytes[Position++];
        return bit is (byte)'0' or (byte)'1'
            ? bit == '1'
            : throw file.Problem($"expected 0 or 1 in the PNM but found {MessageText.Quote(_bytes.Slice(Position - 1, 1))}");
    }

    /// <summary>Skips the single space before the pixels of a raw picture. The pixels themselves may look like spaces.</summary>
    public void SkipOneSpace()
    {
        if (Position >= _bytes.Length)
        {
            throw file.Cut("the PNM's pixels");
        }

        if (!IsSpace(_bytes[Position]))
        {
            SkipSpace("the PNM's pixels");
        }

        Position++;
    }

    private void SkipSpace(string what)
    {
        while (true)
        {
            if (Position >= _bytes.Length)
            {
                throw file.Cut(what + " in the PNM");
            }

            byte value = _bytes[Position];
            if (value == '#')
            {
                int end = _bytes[Position..].IndexOfAny((byte)'\n', (byte)'\r');
                Position = end < 0 ? _bytes.Length : Position + end;
            }
            else if (IsSpace(value))
            {
                Position++;
            }
            else
            {
                return;
            }
        }
    }
}
