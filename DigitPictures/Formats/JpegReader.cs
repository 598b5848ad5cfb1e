using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>
/// Reads JPEG (ITU-T T.81): baseline, extended and progressive with Huffman codes, 8 bits a sample, grey, YCbCr, RGB, CMYK
/// and YCCK. Only what grey is made of is decoded.
/// </summary>
internal sealed class JpegReader : IPictureReader
{
    // Of a progressive JPEG; ten are usual.
    private const int MaxScans = 256;

    public bool Recognizes(ReadOnlySpan<byte> start) => start is [255, JpegMarker.StartOfImage, 255, ..];

    public GrayPicture Read(PictureFile file) => new Run(file).Read();

    /// <summary>What is known while a file is read.</summary>
    private sealed class Run(PictureFile file)
    {
        private readonly JpegTables _tables = new(file);
        private JpegFrame? _frame;
        private JpegColor _color;
        private int _scans;
        private int _restartInterval;
        private int _orientation = JpegExif.Upright;
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
                    throw file.Problem($"expected a length from 2 after the JPEG's marker {marker:X2} but found {length}");
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
                case JpegMarker.App1 when content.StartsWith(JpegExif.Signature):
                    _orientation = JpegExif.FindOrientation(content[JpegExif.Signature.Length..]);
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
                _color = JpegGray.Tell(_frame.Components, _adobeTransform, _isJfif);
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
            return JpegExif.Turn(GrayPicture.Own(_frame.Width, _frame.Height, pixels), _orientation);
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
