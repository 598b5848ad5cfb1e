using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>
/// The first directory of a TIFF, checked against the file before anything is allocated for pixels. Only the tags that matter
/// here are kept.
/// </summary>
internal sealed class TiffDirectory
{
    private const int HeaderLength = 8;
    private const int EntryLength = 12;

    // Types of values.
    private const int TypeByte = 1;
    private const int TypeShort = 3;
    private const int TypeLong = 4;
    private const int TypeUndefined = 7;

    // No picture within the limits has more strips, tiles or colours.
    private const uint MaxValues = 1 << 20;

    private readonly PictureFile _file;
    private readonly bool _isLittle;
    private readonly SortedDictionary<TiffTag, uint[]> _values = [];

    private TiffDirectory(PictureFile file)
    {
        _file = file;
        _isLittle = file.Span[0] == 'I';
        CheckRange(0, HeaderLength);
        long total = 0;
        uint position = Long(4);
        while (position != 0)
        {
            PageCount++;
            (position, int length) = ReadDirectory(position);

            // Bounds the work on directories that overlap, or form a circle.
            total += length;
            if (total > file.Span.Length)
            {
                throw file.Problem("expected directories in the TIFF that don't overlap but found others: the file is damaged");
            }
        }

        if (PageCount == 0)
        {
            throw file.Problem("expected a page in the TIFF but it has none");
        }
    }

    // Byte, ASCII, short, long, rational, the same signed, float and double.
    private static ReadOnlySpan<byte> TypeSizes => [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

    /// <summary>The number of directories in the file.</summary>
    public int PageCount { get; private set; }

    public static TiffDirectory Parse(PictureFile file) => new(file);

    /// <summary>The values of a tag; empty if the directory doesn't have it.</summary>
    public uint[] All(TiffTag tag) => _values.GetValueOrDefault(tag, []);

    /// <summary>The single value of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="missing">The value if the directory doesn't have the tag; null if it must have it.</param>
    public uint One(TiffTag tag, uint? missing = null) => All(tag) switch
    {
        [uint value] => value,
        [] when missing is uint value => value,
        uint[] values => throw _file.Problem($"expected one value of {tag} in the TIFF but found {values.Length}"),
    };

    /// <summary>The value of a tag that has an equal value for each sample.</summary>
    public uint Common(TiffTag tag, uint missing)
    {
        uint[] values = All(tag);
        if (values.AsSpan().ContainsAnyExcept(values.FirstOrDefault()))
        {
            throw _file.Problem($"expected the same {tag} for all samples of the TIFF but found {string.Join(", ", values.Take(4))}");
        }

        return values is [uint value, ..] ? value : missing;
    }

    /// <summary>Sets a tag to a single value, so that no default is needed.</summary>
    public void Set(TiffTag tag, int value) => _values[tag] = [(uint)value];

    /// <summary>
    /// Writes the header and directory of a TIFF with only the checked tags, to be put in front of the original file. So the
    /// library that unpacks the pixels sees no tag that wasn't checked.
    /// </summary>
    public byte[] Rewrite()
    {
        int valuesStart = HeaderLength + 2 + (EntryLength * _values.Count) + 4;
        byte[] bytes = new byte[valuesStart + _values.Sum(entry => entry.Value.Length * SizeOf(entry.Key))];
        bytes.AsSpan(0, 2).Fill((byte)(_isLittle ? 'I' : 'M'));
        Write(bytes.AsSpan(2), 2, 42);
        Write(bytes.AsSpan(4), 4, HeaderLength);
        Write(bytes.AsSpan(HeaderLength), 2, (uint)_values.Count);
        int position = HeaderLength + 2;
        int end = valuesStart;
        foreach ((TiffTag tag, uint[] values) in _values)
        {
            int size = SizeOf(tag);
            Span<byte> entry = bytes.AsSpan(position, EntryLength);
            position += EntryLength;
            Write(entry, 2, (uint)tag);
            Write(entry[2..], 2, (uint)(size == 1 ? TypeUndefined : size == 2 ? TypeShort : TypeLong));
            Write(entry[4..], 4, (uint)values.Length);
            Span<byte> target = entry[8..];
            if (values.Length * size > target.Length)
            {
                Write(target, 4, (uint)end);
                target = bytes.AsSpan(end, values.Length * size);
                end += target.Length;
            }

            uint shift = tag is TiffTag.StripOffsets or TiffTag.TileOffsets ? (uint)bytes.Length : 0;
            for (int i = 0; i < values.Length; i++)
            {
                Write(target[(i * size)..], size, values[i] + shift);
            }
        }

        return bytes;
    }

    private static int SizeOf(TiffTag tag) => tag switch
    {
        TiffTag.JpegTables => 1,
        TiffTag.ImageWidth or TiffTag.ImageLength or TiffTag.RowsPerStrip or TiffTag.TileWidth or TiffTag.TileLength
            or TiffTag.StripOffsets or TiffTag.StripByteCounts or TiffTag.TileOffsets or TiffTag.TileByteCounts
            or TiffTag.T4Options => 4,
        _ => 2,
    };

    // Returns the offset of the next directory, 0 for none, and the length of this one.
    private (uint Next, int Length) ReadDirectory(uint position)
    {
        CheckRange(position, 2);
        int start = (int)position + 2;
        int count = Short((int)position);
        int length = 2 + (EntryLength * count) + 4;
        CheckRange(position, length);
        for (int i = 0; i < count; i++)
        {
            ReadEntry(start + (EntryLength * i));
        }

        return (Long(start + (EntryLength * count)), length);
    }

    private void ReadEntry(int entry)
    {
        TiffTag tag = (TiffTag)Short(entry);
        int type = Short(entry + 2);
        uint count = Long(entry + 4);
        int size = type < TypeSizes.Length ? TypeSizes[type] : 0;
        long position = count * size <= 4 ? entry + 8 : Long(entry + 8);

        // Values of other tags and pages aren't needed, but a file without them has been cut short.
        CheckRange(position, count * size);
        if (PageCount > 1 || !Enum.IsDefined(tag))
        {
            return;
        }

        if (type is not (TypeByte or TypeShort or TypeLong or TypeUndefined))
        {
            throw _file.Problem($"expected whole numbers for {tag} in the TIFF but found values of type {type}");
        }

        if (count is 0 or > MaxValues)
        {
            throw _file.Problem($"expected 1 to {MaxValues} values of {tag} in the TIFF but found {count}");
        }

        uint[] values = new uint[count];
        for (int i = 0; i < values.Length; i++)
        {
            int at = (int)position + (i * size);
            values[i] = size == 1 ? _file.Span[at] : size == 2 ? Short(at) : Long(at);
        }

        uint most = SizeOf(tag) switch { 1 => byte.MaxValue, 2 => ushort.MaxValue, _ => uint.MaxValue };
        if (values.Max() > most)
        {
            throw _file.Problem($"expected at most {most} for {tag} in the TIFF but found {values.Max()}");
        }

        if (!_values.TryAdd(tag, values))
        {
            throw _file.Problem($"expected {tag} once in the TIFF but found it twice");
        }
    }

    private void CheckRange(long position, long length)
    {
        if (position + length > _file.Span.Length)
        {
            throw _file.Cut("a TIFF's directories");
        }
    }

    private ushort Short(int position)
    {
        ReadOnlySpan<byte> bytes = _file.Span[position..];
        return _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    private uint Long(int position)
    {
        ReadOnlySpan<byte> bytes = _file.Span[position..];
        return _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private void Write(Span<byte> target, int size, uint value)
    {
        for (int i = 0; i < size; i++)
        {
            target[_isLittle ? i : size - 1 - i] = (byte)(value >> (8 * i));
        }
    }
}

/// <summary>The tags that are read, by their names in the TIFF 6.0 specification.</summary>
internal enum TiffTag
{
    ImageWidth = 256,
    ImageLength = 257,
    BitsPerSample = 258,
    Compression = 259,
    PhotometricInterpretation = 262,
    FillOrder = 266,
    StripOffsets = 273,
    Orientation = Formats.Orientation.Tag,
    SamplesPerPixel = 277,
    RowsPerStrip = 278,
    StripByteCounts = 279,
    PlanarConfiguration = 284,
    T4Options = 292,
    Predictor = 317,
    ColorMap = 320,
    TileWidth = 322,
    TileLength = 323,
    TileOffsets = 324,
    TileByteCounts = 325,
    ExtraSamples = 338,
    SampleFormat = 339,
    JpegTables = 347,
    YCbCrSubSampling = 530,
}
