namespace DigitPictures.Formats;

/// <summary>One component of a JPEG: a plane of samples, perhaps with fewer of them than the picture has pixels.</summary>
internal sealed class JpegComponent(int id, int across, int down, int table)
{
    public const int BlockSide = 8;
    public const int BlockLength = BlockSide * BlockSide;

    public int Id { get; } = id;

    /// <summary>Samples across for each of the frame's units.</summary>
    public int Across { get; } = across;

    /// <summary>Samples down for each of the frame's units.</summary>
    public int Down { get; } = down;

    /// <summary>Which quantization table is used.</summary>
    public int Table { get; } = table;

    /// <summary>Whether grey can't be told without it.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Samples in a row.</summary>
    public int Width { get; set; }

    /// <summary>Rows of samples.</summary>
    public int Height { get; set; }

    /// <summary>Blocks across, with those that only fill up the last unit.</summary>
    public int PaddedBlocksAcross { get; set; }

    /// <summary>Blocks down, with those that only fill up the last unit.</summary>
    public int PaddedBlocksDown { get; set; }

    public int BlocksAcross => (Width + BlockSide - 1) / BlockSide;

    public int BlocksDown => (Height + BlockSide - 1) / BlockSide;

    /// <summary>The samples, if they are wanted.</summary>
    public byte[] Samples { get; set; } = [];

    /// <summary>The coefficients of all blocks, if they are wanted and come in more than one scan.</summary>
    public short[] Coefficients { get; set; } = [];

    /// <summary>The quantization table as it was when the component's first scan began: row after row.</summary>
    public ushort[]? Quantization { get; set; }

    /// <summary>The bit down to which each coefficient is known, from 0, or -1 for not at all.</summary>
    public sbyte[] KnownTo { get; } = [.. Enumerable.Repeat((sbyte)-1, BlockLength)];

    /// <summary>Turns a block's coefficients into samples, as far as the plane reaches.</summary>
    public void Store(Span<int> block, int blockX, int blockY)
    {
        int x = blockX * BlockSide;
        int y = blockY * BlockSide;
        if (x >= Width || y >= Height)
        {
            return;
        }

        if (x + BlockSide <= Width && y + BlockSide <= Height)
        {
            JpegTransform.Inverse(block, Quantization, Samples.AsSpan((y * Width) + x), Width);
            return;
        }

        Span<byte> whole = stackalloc byte[BlockLength];
        JpegTransform.Inverse(block, Quantization, whole, BlockSide);
        int columns = Math.Min(BlockSide, Width - x);
        int rows = Math.Min(BlockSide, Height - y);
        for (int row = 0; row < rows; row++)
        {
            whole.Slice(row * BlockSide, columns).CopyTo(Samples.AsSpan(((y + row) * Width) + x));
        }
    }
}
