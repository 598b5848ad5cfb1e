namespace MlNetDigits.Tests.Pictures;

/// <summary>An uncompressed TIFF of 8-bit grey in one strip, with any tag changed: pixels first, then the directory.</summary>
internal sealed class TiffBytes(uint width, uint height)
{
    public const int Width = 256;
    public const int Height = 257;
    public const int BitsPerSample = 258;
    public const int Compression = 259;
    public const int Color = 262;
    public const int StripOffsets = 273;
    public const int Samples = 277;
    public const int StripLengths = 279;
    public const int ColorMap = 320;
    public const int TileWidth = 322;
    public const int TileLength = 323;
    public const int SampleFormat = 339;

    private readonly SortedDictionary<int, uint[]> _tags = new()
    {
        [Width] = [width],
        [Height] = [height],
        [BitsPerSample] = [8],
        [Color] = [1],
        [StripOffsets] = [8],
    };

    public TiffBytes Set(int tag, params uint[] values)
    {
        _tags[tag] = values;
        return this;
    }

    public byte[] File(params byte[] pixels)
    {
        _tags.TryAdd(StripLengths, [(uint)pixels.Length]);
        if (_tags.ContainsKey(TileWidth))
        {
            _tags[324] = [8];
            _tags[325] = [(uint)pixels.Length];
        }

        List<byte> values = [];
        int valuesStart = 8 + pixels.Length;
        List<byte> directory = [.. BitConverter.GetBytes((ushort)_tags.Count)];
        foreach ((int tag, uint[] numbers) in _tags)
        {
            byte[] content = [.. numbers.SelectMany(BitConverter.GetBytes)];
            directory.AddRange([.. BitConverter.GetBytes((ushort)tag), 4, 0, .. BitConverter.GetBytes(numbers.Length)]);
            directory.AddRange(content.Length <= 4 ? content : BitConverter.GetBytes(valuesStart + values.Count));
            values.AddRange(content.Length <= 4 ? [] : content);
        }

        return
        [
            .. "II*\0"u8, .. BitConverter.GetBytes(valuesStart + values.Count), .. pixels, .. values, .. directory, 0, 0, 0, 0,
        ];
    }
}
