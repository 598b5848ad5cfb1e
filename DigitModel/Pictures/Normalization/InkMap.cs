namespace DigitModel.Pictures.Normalization;

/// <summary>How much ink there is at every place of a picture, with paper, shade and noise taken away.</summary>
/// <remarks>
/// The map of a very large picture is smaller than the picture, by the factor <see cref="Factor"/>. Nothing has been dropped
/// from it for its form: that is for <see cref="RuledLines"/> and <see cref="InkComponents"/>.
/// </remarks>
internal sealed class InkMap
{
    /// <summary>Ink from here on, half of full ink, is ink in any case; fainter ink only where it is joined to such.</summary>
    public const byte Strong = 128;

    /// <summary>The share of the contrast below which nothing is ink, and that from which on all is full ink.</summary>
    private const double FaintShare = 0.12;
    private const double FullShare = 0.92;

    /// <summary>With more noise than this share of the contrast, neighbouring pixels are averaged first.</summary>
    private const double MaxNoiseShare = 0.12;

    private const int MaxSmoothings = 3;

    /// <summary>A picture with a side this short or shorter has nothing to be averaged away.</summary>
    private const int MinSmoothedSide = 40;

    private InkMap(int width, int height, int factor, byte[] ink, bool darkOnLight)
    {
        Width = width;
        Height = height;
        Factor = factor;
        Ink = ink;
        DarkOnLight = darkOnLight;
    }

    /// <summary>Places in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>How many pixels of the picture, along either side, one place stands for.</summary>
    public int Factor { get; }

    /// <summary>Row after row, 0 for paper to 255 for full ink; those who drop ink from the map do it here.</summary>
    public byte[] Ink { get; }

    /// <summary>Whether the ink is the darker.</summary>
    public bool DarkOnLight { get; }

    /// <summary>Finds the ink of a picture.</summary>
    public static InkMap Find(GrayPicture picture, InkPolarity polarity)
    {
        int factor = GrayPlane.FactorFor(picture);
        GrayPlane plane = GrayPlane.From(picture, factor);
        bool darkOnLight = polarity switch
        {
            InkPolarity.DarkOnLight => true,
            InkPolarity.LightOnDark => false,
            _ => PolarityVote.IsDarkOnLight(plane),
        };
        if (!darkOnLight)
            plane.Invert();

        short[] depth = new short[plane.Pixels.Length];
        PaperSurface.Find(plane).Depth(plane, depth);
        InkLevels levels = Measure(depth);
        bool canSmooth = Math.Min(plane.Width, plane.Height) > MinSmoothedSide;
        for (int i = 0; i < MaxSmoothings && canSmooth && levels.Noise > MaxNoiseShare * levels.Contrast; i++)
        {
            Smooth(depth, plane.Width, plane.Height);
            levels = Measure(depth);
        }

        byte[] ink = plane.Pixels;
        ToInk(depth, levels, ink);
        return new(plane.Width, plane.Height, factor, ink, darkOnLight);
    }

    private static InkLevels Measure(short[] depth)
    {
        Span<int> counts = stackalloc int[InkLevels.CountLength];
        counts.Clear();
        foreach (short value in depth)
            counts[Math.Clamp((int)value, -InkLevels.Zero, InkLevels.Zero) + InkLevels.Zero]++;
        return InkLevels.Measure(counts);
    }

    private static void ToInk(short[] depth, InkLevels levels, byte[] ink)
    {
        if (!levels.HasInk)
        {
            Array.Clear(ink);
            return;
        }

        double faint = Math.Max(FaintShare * levels.Contrast, Math.Min(3.5 * levels.Noise, 0.4 * levels.Contrast));
        double full = FullShare * levels.Contrast;
        Span<byte> inkOf = stackalloc byte[InkLevels.CountLength];
        for (int i = 0; i < inkOf.Length; i++)
        {
            double above = i - InkLevels.Zero - levels.Paper;
            inkOf[i] = above < faint ? (byte)0 : (byte)Math.Round(255 * Math.Min(1, above / full));
        }

        for (int i = 0; i < ink.Length; i++)
            ink[i] = inkOf[Math.Clamp((int)depth[i], -InkLevels.Zero, InkLevels.Zero) + InkLevels.Zero];
    }

    /// <summary>Each value by its neighbours, 1 2 1 across and down, in place; values at the sides count for those outside.</summary>
    private static void Smooth(short[] depth, int width, int height)
    {
        short[] above = new short[width];
        short[] here = new short[width];
        Across(depth.AsSpan(0, width), above);
        above.CopyTo(here, 0);
        short[] below = new short[width];
        for (int row = 0; row < height; row++)
        {
            if (row + 1 < height)
                Across(depth.AsSpan((row + 1) * width, width), below);
            Span<short> to = depth.AsSpan(row * width, width);
            for (int column = 0; column < to.Length; column++)
                to[column] = (short)((above[column] + (2 * here[column]) + below[column] + 8) >> 4);
            (above, here, below) = (here, below, above);
            if (row + 2 >= height)
                here.CopyTo(below, 0);
        }
    }

    /// <summary>1 2 1 along a row: four times the mean.</summary>
    private static void Across(ReadOnlySpan<short> from, Span<short> to)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = (short)(from[Math.Max(0, i - 1)] + (2 * from[i]) + from[Math.Min(from.Length - 1, i + 1)]);
    }
}
