using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>
/// Reads GIF (87a and 89a), interlaced or not. Of several frames it reads the first. Pixels that the frame doesn't cover are
/// clear, like its transparent ones.
/// </summary>
internal sealed class GifReader : IPictureReader
{
    private const int HeaderLength = 13;
    private const int FrameHeaderLength = 9;
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;
    private const byte Trailer = 0x3B;
    private const byte GraphicControl = 0xF9;
    private const byte HasColors = 0x80;
    private const byte IsInterlaced = 0x40;

    // The best that LZW can do: a string of 4096 pixels from a code of 12 bits.
    private const long MaxPixelsPerByte = 4096 * 8 / 12;

    private static ReadOnlySpan<int> PassStarts => [0, 4, 2, 1];

    private static ReadOnlySpan<int> PassSteps => [8, 8, 4, 2];

    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith("GIF8"u8);

    public GrayPicture Read(PictureFile file) => new Run(file).Read();

    /// <summary>The state while one file is read.</summary>
    private sealed class Run(PictureFile file)
    {
        private int _position;
        private int _width;
        private int _height;
        private int _frames;

        // The index of the transparent colour for the next frame, or -1.
        private int _clear = -1;

        // The first frame.
        private PictureBounds _bounds;
        private byte[] _indices = [];
        private byte[] _grays = [];
        private int _clearInFrame;

        public GrayPicture Read()
        {
            ReadOnlySpan<byte> header = Take(HeaderLength, "a GIF's header");
            if (!header.StartsWith("GIF87a"u8) && !header.StartsWith("GIF89a"u8))
            {
                throw file.Problem("expected a GIF of version 87a or 89a but found another");
            }

            _width = Short(header[6..]);
            _height = Short(header[8..]);
            file.CheckSize(_width, _height);
            CheckRatio(_width, _height, file.Span.Length);
            byte[] colors = TakeColors(header[10]);

            // The rest is read to its end even behind the first frame: only the trailer shows that the file is whole.
            for (byte block = TakeByte(); block != Trailer; block = TakeByte())
            {
                switch (block)
                {
                    case Extension:
                        ReadExtension();
                        break;
                    case Frame:
                        ReadFrame(colors);
                        break;
                    default:
                        throw file.Problem($"expected a frame or the end of the GIF but found a block of kind {block}");
                }
            }

            if (_frames == 0)
            {
                throw file.Problem("expected a frame in the GIF but it has none");
            }

            bool mayBeClear = _clearInFrame >= 0 || _bounds != new PictureBounds(0, 0, _width, _height);
            byte[] pixels = mayBeClear ? Luma.OnPaper(Draw) : Draw(Luma.White);
            return GrayPicture.Own(_width, _height, pixels, _frames);
        }

        private void ReadExtension()
        {
            byte kind = TakeByte();
            if (kind == GraphicControl && file.Span[_position..] is [4, byte flags, _, _, byte index, ..])
            {
                _clear = (flags & 1) != 0 ? index : -1;
            }

            SkipBlocks();
        }

        private void ReadFrame(byte[] globalColors)
        {
            ReadOnlySpan<byte> header = Take(FrameHeaderLength, "a GIF's frame");
            byte flags = header[8];
            byte[] localColors = TakeColors(flags);
            byte codeSize = TakeByte();
            int start = _position;
            SkipBlocks();
            if (_frames++ > 0)
            {
                return;
            }

            _bounds = new(Short(header), Short(header[2..]), Short(header[4..]), Short(header[6..]));
            if (_bounds.Width == 0 || _bounds.Height == 0 || _bounds.Right > _width || _bounds.Bottom > _height)
            {
                throw file.Problem(
                    $"expected a frame within the GIF's {_width} x {_height} pixels but found {_bounds.Width} x {_bounds.Height} "
                    + $"at ({_bounds.Left}, {_bounds.Top})");
            }

            _grays = localColors.Length > 0 ? localColors : globalColors;
            if (_grays.Length == 0)
            {
                throw file.Problem("expected a palette in the GIF but it has none");
            }

            if (codeSize is < 1 or > 8)
            {
                throw file.Problem($"expected codes for 1 to 8 bits in the GIF but found {codeSize}");
            }

            CheckRatio(_bounds.Width, _bounds.Height, _position - start);
            _indices = GC.AllocateUninitializedArray<byte>(_bounds.Width * _bounds.Height);
            if (new GifCodes(file, start).Unpack(codeSize, _indices) < _indices.Length)
            {
                throw file.Problem($"expected {_bounds.Width} x {_bounds.Height} pixels in the GIF but the data ends early");
            }

            int most = _indices.Max();
            if (most >= _grays.Length)
            {
                throw file.Problem($"expected one of the {_grays.Length} colours of the GIF's palette but found number {most}");
            }

            _clearInFrame = _clear;
            if ((flags & IsInterlaced) != 0)
            {
                Deinterlace();
            }
        }

        private void Deinterlace()
        {
            byte[] rows = GC.AllocateUninitializedArray<byte>(_indices.Length);
            int width = _bounds.Width;
            int source = 0;
            for (int pass = 0; pass < PassStarts.Length; pass++)
            {
                for (int row = PassStarts[pass]; row < _bounds.Height; row += PassSteps[pass])
                {
                    _indices.AsSpan(source, width).CopyTo(rows.AsSpan(row * width));
                    source += width;
                }
            }

            _indices = rows;
        }

        private byte[] Draw(byte paper)
        {
            byte[] grays = [.. _grays];
            if (_clearInFrame >= 0 && _clearInFrame < grays.Length)
            {
                grays[_clearInFrame] = paper;
            }

            byte[] pixels = file.Allocate(_width, _height);
            pixels.AsSpan().Fill(paper);
            for (int row = 0; row < _bounds.Height; row++)
            {
                ReadOnlySpan<byte> from = _indices.AsSpan(row * _bounds.Width, _bounds.Width);
                Span<byte> to = pixels.AsSpan(((_bounds.Top + row) * _width) + _bounds.Left, _bounds.Width);
                for (int column = 0; column < to.Length; column++)
                {
                    to[column] = grays[from[column]];
                }
            }

            return pixels;
        }

        // A small file can't fill a large picture. Without this check, it could still make us allocate one.
        private void CheckRatio(int width, int height, int length)
        {
            if ((long)width * height > length * MaxPixelsPerByte)
            {
                throw file.Problem($"expected {width} x {height} pixels in the GIF, more than {length} bytes can hold");
            }
        }

        private byte[] TakeColors(byte flags)
        {
            if ((flags & HasColors) == 0)
            {
                return [];
            }

            ReadOnlySpan<byte> colors = Take(3 << ((flags & 7) + 1), "a GIF's palette");
            byte[] grays = new byte[colors.Length / 3];
            for (int i = 0; i < grays.Length; i++)
            {
                grays[i] = Luma.Of(colors[3 * i], colors[(3 * i) + 1], colors[(3 * i) + 2]);
            }

            return grays;
        }

        // Data comes in blocks of up to 255 bytes behind their length. An empty block ends it.
        private void SkipBlocks()
        {
            while (TakeByte() is byte length and > 0)
            {
                Take(length, "a GIF's data");
            }
        }

        private byte TakeByte() => Take(1, "a GIF up to its end")[0];

        private ReadOnlySpan<byte> Take(int length, string what)
        {
            if (file.Span.Length - _position < length)
            {
                throw file.Cut(what);
            }

            _position += length;
            return file.Span.Slice(_position - length, length);
        }

        private static ushort Short(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }
}

/// <summary>The LZW codes of a GIF's frame.</summary>
/// <param name="file">The file.</param>
/// <param name="start">The offset of the first block of codes. All blocks lie within the file.</param>
internal ref struct GifCodes(PictureFile file, int start)
{
    private const int TableLength = 4096;
    private const int MaxCodeLength = 12;

    private readonly ReadOnlySpan<byte> _bytes = file.Span;
    private int _position = start;
    private int _leftInBlock;
    private uint _buffer;
    private int _count;

    /// <summary>Unpacks the pixels of a frame.</summary>
    /// <param name="codeSize">The bits of a pixel, from 1 to 8.</param>
    /// <param name="indices">Receives the palette index of each pixel. Codes for more pixels are ignored.</param>
    /// <returns>The number of pixels that there are codes for.</returns>
    public int Unpack(int codeSize, Span<byte> indices)
    {
        // The string of each code is somewhere in the pixels unpacked so far, so the table only says where.
        Span<int> starts = stackalloc int[TableLength];
        Span<int> lengths = stackalloc int[TableLength];
        int clear = 1 << codeSize;
        int end = clear + 1;
        int next = end + 1;
        int codeLength = codeSize + 1;
        int written = 0;
        int previous = -1;
        while (written < indices.Length && Next(codeLength) is int code and >= 0 && code != end)
        {
            if (code == clear)
            {
                next = end + 1;
                codeLength = codeSize + 1;
                previous = -1;
                continue;
            }

            // The new string is the previous one and the first pixel of this one, which will follow it among the pixels.
            if (previous >= 0 && next < TableLength)
            {
                starts[next] = written - previous;
                lengths[next] = previous + 1;
                next++;
            }

            int position = written;
            if (code < clear)
            {
                indices[written++] = (byte)code;
            }
            else if (code < next)
            {
                // Forwards, because a string may be copied that this very copy completes.
                int from = starts[code];
                int length = Math.Min(lengths[code], indices.Length - written);
                for (int i = 0; i < length; i++)
                {
                    indices[written++] = indices[from + i];
                }
            }
            else
            {
                throw file.Problem("the GIF's pixels hold a code that its table doesn't: the file is damaged");
            }

            previous = written - position;
            if (next == 1 << codeLength && codeLength < MaxCodeLength)
            {
                codeLength++;
            }
        }

        return written;
    }

    // The next code, or -1 at the end of the blocks.
    private int Next(int length)
    {
        while (_count < length)
        {
            if (_leftInBlock == 0)
            {
                _leftInBlock = _bytes[_position++];
                if (_leftInBlock == 0)
                {
                    _position--;
                    return -1;
                }
            }

            _buffer |= (uint)_bytes[_position++] << _count;
            _count += 8;
            _leftInBlock--;
        }

        int code = (int)(_buffer & ((1u << length) - 1));
        _buffer >>= length;
        _count -= length;
        return code;
    }
}
