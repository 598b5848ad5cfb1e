using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>
/// Reads JPEG (ITU-T T.81): baseline, extended and progressive with Huffman codes, 8 bits a sample, grey, YCbCr, RGB, CMYK
/// and YCCK. It decodes only the components that grey needs.
/// </summary>
internal sealed class JpegReader : IPictureReader
{
    // A progressive JPEG usually has ten.
    private const int MaxScans = 256;

    public bool Recognizes(ReadOnlySpan<byte> start) => start is [255, JpegMarker.StartOfImage, 255, ..];

    public GrayPicture Read(PictureFile file) => new Run(file).Read();

    /// <summary>The state while one file is read.</summary>
    private sealed class Run(PictureFile file)
    {
        private static ReadOnlySpan<byte> ExifSignature => "Exif\0\0"u8;

        private readonly JpegTables _tables = new(file);
        private JpegFrame? _frame;
        private JpegColor _color;
        private int _scans;
        private int _restartInterval;
        private int _orientation = Orientation.Upright;
        private int? _adobeTransform;
        private bool _isJfif;

        public GrayPicture Read()
        {
            ReadOnlySpan<byte> bytes = file.Span;
            int position = 2;
            while (true)
            {
                position = JpegMarker.Find(bytes, position);
                if (position >= bytes.Length)
                {
                    throw file.Cut("a JPEG up to its end marker");
                }

                byte marker = bytes[position + 1];
                position += 2;
                if (marker == JpegMarker.EndOfImage)
                {
                    return Finish();
                }

                if (JpegMarker.IsAlone(marker))
                {
                    continue;
                }

                int left = bytes.Length - position;
                int length = left >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]) : int.MaxValue;
                if (length > left)
                {
                    throw file.Cut("a JPEG up to its end marker");
                }

                if (length < 2)
                {
                    throw file.Problem($"expected a length of at least 2 after the JPEG's marker {marker:X2} but found {length}");
                }

                ReadOnlySpan<byte> content = bytes[(position + 2)..(position + length)];
                position += length;
                if (marker == JpegMarker.StartOfScan)
                {
                    position = ReadScan(content, position);
                }
                else
                {
                    ReadSegment(marker, content);
                }
            }
        }

        private void ReadSegment(byte marker, ReadOnlySpan<byte> content)
        {
            switch (marker)
            {
                case JpegMarker.QuantizationTables:
                    _tables.ReadQuantization(content);
                    break;
                case JpegMarker.HuffmanTables:
                    _tables.ReadHuffman(content);
                    break;
                case JpegMarker.RestartInterval:
                    if (content.Length != 2)
                    {
                        throw file.Problem($"expected a JPEG's restart interval in 2 bytes but found {content.Length}");
                    }

                    _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(content);
                    break;
                case JpegMarker.NumberOfLines:
                    throw file.Problem("expected a JPEG's height in its header but found it after its pixels");
                case JpegMarker.App0:
                    _isJfif |= content.StartsWith("JFIF\0"u8);
                    break;
                case JpegMarker.App1 when content.StartsWith(ExifSignature):
                    _orientation = Orientation.FromExif(content[ExifSignature.Length..]);
                    break;
                case JpegMarker.App14 when content.Length >= 12 && content.StartsWith("Adobe"u8):
                    _adobeTransform = content[11];
                    break;
                default:
                    if (!JpegMarker.IsFrame(marker))
                    {
                        break;
                    }

                    if (_frame is not null)
                    {
                        throw file.Problem("the JPEG has two frame headers");
                    }

                    _frame = JpegFrame.Parse(file, marker, content);
                    break;
            }
        }

        private int ReadScan(ReadOnlySpan<byte> header, int position)
        {
            if (_frame is null)
            {
                throw file.Problem("expected the JPEG's frame header before its first scan");
            }

            if (_scans++ == 0)
            {
                _color = JpegGray.FindModel(_frame.Components, _adobeTransform, _isJfif);
                foreach (JpegComponent component in JpegGray.Wanted(_color, _frame.Components))
                {
                    component.IsWanted = true;
                }

                _frame.Allocate(file);
            }

            if (_scans > MaxScans)
            {
                throw file.Problem($"expected at most {MaxScans} scans in the JPEG but it has more");
            }

            return new JpegScan(file, _frame, _tables, header).Decode(position, _restartInterval);
        }

        private GrayPicture Finish()
        {
            if (_frame is null || _scans == 0)
            {
                throw file.Problem("expected pixels in the JPEG but it has no scan");
            }

            foreach (JpegComponent component in _frame.Components.Where(component => component.IsWanted))
            {
                if (component.KnownTo[0] < 0)
                {
                    throw file.Problem("expected all components of the JPEG but its scans leave one out");
                }

                if (_frame.IsProgressive)
                {
                    Transform(component);
                }
            }

            byte[] pixels = JpegGray.Make(file, _frame, _color);
            return Orientation.Turn(GrayPicture.Own(_frame.Width, _frame.Height, pixels), _orientation);
        }

        private static void Transform(JpegComponent component)
        {
            Span<int> block = stackalloc int[JpegComponent.BlockLength];
            for (int y = 0; y < component.BlocksDown; y++)
            {
                for (int x = 0; x < component.BlocksAcross; x++)
                {
                    int start = ((y * component.PaddedBlocksAcross) + x) * JpegComponent.BlockLength;
                    for (int i = 0; i < block.Length; i++)
                    {
                        block[i] = component.Coefficients[start + i];
                    }

                    component.Store(block, x, y);
                }
            }
        }
    }
}

/// <summary>Markers of a JPEG: the second byte, behind a 255.</summary>
internal static class JpegMarker
{
    public const byte StartOfBaseline = 0xC0;
    public const byte StartOfExtended = 0xC1;
    public const byte StartOfProgressive = 0xC2;
    public const byte HuffmanTables = 0xC4;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantizationTables = 0xDB;
    public const byte NumberOfLines = 0xDC;
    public const byte RestartInterval = 0xDD;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App14 = 0xEE;
    public const byte Temporary = 0x01;

    /// <summary>Whether the marker has neither length nor content.</summary>
    public static bool IsAlone(byte marker) => marker is Temporary or (>= FirstRestart and <= EndOfImage);

    /// <summary>Whether the marker begins a frame of any kind.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (HuffmanTables or 0xC8 or 0xCC);

    /// <summary>
    /// The offset of the next marker's first byte, or of the end of the file. Skips escaped data (255 0), restarts and padding.
    /// </summary>
    public static int Find(ReadOnlySpan<byte> bytes, int start)
    {
        int position = start;
        while (position < bytes.Length)
        {
            int next = bytes[position..].IndexOf((byte)255);
            if (next < 0 || position + next + 1 >= bytes.Length)
            {
                return bytes.Length;
            }

            position += next;
            if (bytes[position + 1] is not (0 or 255 or (>= FirstRestart and <= LastRestart)))
            {
                return position;
            }

            position++;
        }

        return bytes.Length;
    }
}

/// <summary>Finds the colour model of a JPEG and converts its components to grey.</summary>
internal static class JpegGray
{
    /// <summary>
    /// Finds the colour model as libjpeg does: by the marker of JFIF or Adobe, or else by the names of the components.
    /// </summary>
    public static JpegColor FindModel(JpegComponent[] components, int? adobeTransform, bool isJfif)
    {
        if (components.Length == 1)
        {
            return JpegColor.Luma;
        }

        if (components.Length == 4)
        {
            return adobeTransform == 2 ? JpegColor.Ycck : JpegColor.Cmyk;
        }

        if (isJfif)
        {
            return JpegColor.Luma;
        }

        bool isNamedRgb = components[0].Id == 'R' && components[1].Id == 'G' && components[2].Id == 'B';
        return adobeTransform == 0 || (adobeTransform is null && isNamedRgb) ? JpegColor.Rgb : JpegColor.Luma;
    }

    /// <summary>The components that grey needs.</summary>
    public static JpegComponent[] Wanted(JpegColor color, JpegComponent[] components) => color switch
    {
        JpegColor.Luma => [components[0]],
        JpegColor.Ycck => [components[0], components[3]],
        _ => components,
    };

    /// <summary>Converts the samples to grey.</summary>
    public static byte[] Make(PictureFile file, JpegFrame frame, JpegColor color)
    {
        JpegComponent[] from = Wanted(color, frame.Components);
        if (from is [{ } only] && only.Width == frame.Width && only.Height == frame.Height)
        {
            return only.Samples;
        }

        byte[] pixels = file.Allocate(frame.Width, frame.Height);
        byte[][] rows = [.. from.Select(_ => new byte[frame.Width])];
        for (int y = 0; y < frame.Height; y++)
        {
            for (int i = 0; i < from.Length; i++)
            {
                Spread(from[i], frame, y, rows[i]);
            }

            Mix(color, rows, pixels.AsSpan(y * frame.Width, frame.Width));
        }

        return pixels;
    }

    // Enlarges a row of samples to the width of the picture by repeating them.
    private static void Spread(JpegComponent component, JpegFrame frame, int y, Span<byte> row)
    {
        int sampleY = y * component.Down / frame.MaxDown;
        ReadOnlySpan<byte> samples = component.Samples.AsSpan(sampleY * component.Width, component.Width);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] = samples[x * component.Across / frame.MaxAcross];
        }
    }

    private static void Mix(JpegColor color, byte[][] rows, Span<byte> pixels)
    {
        for (int x = 0; x < pixels.Length; x++)
        {
            pixels[x] = color switch
            {
                JpegColor.Luma => rows[0][x],
                JpegColor.Rgb => Luma.Of(rows[0][x], rows[1][x], rows[2][x]),
                JpegColor.Cmyk => Luma.Over(Luma.Of(rows[0][x], rows[1][x], rows[2][x]), rows[3][x], paper: 0),

                // Adobe converts the ink itself to YCbCr, so the luma is inverted once more.
                _ => Luma.Over(255 - rows[0][x], rows[1][x], paper: 0),
            };
        }
    }
}

/// <summary>The colour model of a JPEG.</summary>
internal enum JpegColor
{
    /// <summary>Grey, or YCbCr, whose first component is grey.</summary>
    Luma,

    /// <summary>Red, green and blue.</summary>
    Rgb,

    /// <summary>Cyan, magenta, yellow and black, stored inverted.</summary>
    Cmyk,

    /// <summary><see cref="Cmyk"/> with the first three components converted to YCbCr.</summary>
    Ycck,
}
