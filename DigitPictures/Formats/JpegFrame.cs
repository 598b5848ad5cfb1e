using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>What a JPEG's frame header says.</summary>
internal sealed class JpegFrame
{
    private const int FixedLength = 6;
    private const int ComponentLength = 3;
    private const int MaxSampling = 4;

    private JpegFrame(int width, int height, bool isProgressive, JpegComponent[] components)
    {
        Width = width;
        Height = height;
        IsProgressive = isProgressive;
        Components = components;
        MaxAcross = components.Max(component => component.Across);
        MaxDown = components.Max(component => component.Down);
        UnitsAcross = DivideUp(width, JpegComponent.BlockSide * MaxAcross);
        UnitsDown = DivideUp(height, JpegComponent.BlockSide * MaxDown);
        foreach (JpegComponent component in components)
        {
            component.Width = DivideUp(width * component.Across, MaxAcross);
            component.Height = DivideUp(height * component.Down, MaxDown);
            component.PaddedBlocksAcross = UnitsAcross * component.Across;
            component.PaddedBlocksDown = UnitsDown * component.Down;
        }
    }

    public int Width { get; }

    public int Height { get; }

    public bool IsProgressive { get; }

    public JpegComponent[] Components { get; }

    /// <summary>The most samples across that a component has for each unit.</summary>
    public int MaxAcross { get; }

    /// <summary>The most samples down that a component has for each unit.</summary>
    public int MaxDown { get; }

    /// <summary>A unit has so many blocks of each component as it has samples across and down.</summary>
    public int UnitsAcross { get; }

    public int UnitsDown { get; }

    public static JpegFrame Parse(PictureFile file, byte marker, ReadOnlySpan<byte> content)
    {
        if (marker is not (JpegMarker.StartOfBaseline or JpegMarker.StartOfExtended or JpegMarker.StartOfProgressive))
        {
            throw file.Problem($"expected a baseline or progressive JPEG with Huffman codes but found process {marker - 0xC0}");
        }

        if (content.Length < FixedLength || content.Length != FixedLength + (ComponentLength * content[5]))
        {
            throw file.Problem($"expected a JPEG's frame header but found one of {content.Length} bytes");
        }

        if (content[0] != 8)
        {
            throw file.Problem($"expected a JPEG of 8 bits a sample but found {content[0]}");
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        file.CheckSize(width, height);
        if (content[5] is not (1 or 3 or 4))
        {
            throw file.Problem($"expected a JPEG of 1, 3 or 4 components but found {content[5]}");
        }

        JpegComponent[] components = new JpegComponent[content[5]];
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> entry = content.Slice(FixedLength + (ComponentLength * i), ComponentLength);
            (int across, int down) = (entry[1] >> 4, entry[1] & 15);
            if (across is < 1 or > MaxSampling || down is < 1 or > MaxSampling || entry[2] >= JpegTables.Count)
            {
                throw file.Problem($"expected sampling 1-4 and table 0-3 in the JPEG but found {across} x {down} and {entry[2]}");
            }

            int id = entry[0];
            if (components.AsSpan(0, i).ToArray().Any(other => other.Id == id))
            {
                throw file.Problem($"the JPEG has two components {id}");
            }

            components[i] = new JpegComponent(id, across, down, entry[2]);
        }

        return new JpegFrame(width, height, marker == JpegMarker.StartOfProgressive, components);
    }

    /// <summary>Makes room for what is wanted, if the file is long enough to hold it and the limits allow it.</summary>
    public void Allocate(PictureFile file)
    {
        // A block takes a bit at the least.
        long blocks = Components.Sum(component => (long)component.BlocksAcross * component.BlocksDown);
        if (blocks / 8 > file.Span.Length)
        {
            throw file.Problem($"expected {Width} x {Height} pixels in the JPEG, more than {file.Span.Length} bytes can hold");
        }

        JpegComponent[] wanted = [.. Components.Where(component => component.IsWanted)];
        if (wanted.Sum(component => (long)component.Width * component.Height) is long samples and > GrayPicture.MaxPixelCount)
        {
            throw file.Problem($"expected at most {GrayPicture.MaxPixelCount} samples in the JPEG but it has {samples}");
        }

        foreach (JpegComponent component in wanted)
        {
            component.Samples = new byte[component.Width * component.Height];
            int paddedBlocks = component.PaddedBlocksAcross * component.PaddedBlocksDown;
            if (IsProgressive)
            {
                component.Coefficients = new short[paddedBlocks * JpegComponent.BlockLength];
            }
        }
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
