namespace DigitPictures.Normalization;

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
    private const int Refinements = 2;

    /// <summary>A picture with a side this short or shorter has nothing to be averaged away.</summary>
    private const int MinSmoothedSide = 40;

    /// <summary>A map of ink that is known.</summary>
    /// <param name="width">Places in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="factor">How many pixels of the picture, along either side, one place stands for.</param>
    /// <param name="ink">Row after row; kept, not copied, and only as much of it used as the size asks for.</param>
    /// <param name="darkOnLight">Whether the ink was the darker.</param>
    public InkMap(int width, int height, int factor, byte[] ink, bool darkOnLight)
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
        {
            plane.Invert();
        }

        short[] depth = new short[plane.Pixels.Length];
        PaperSurface paper = PaperSurface.Find(plane);
        InkLevels levels = Measure(plane, paper, depth);
        bool canSmooth = Math.Min(plane.Width, plane.Height) > MinSmoothedSide;
        for (int i = 0; i < MaxSmoothings && canSmooth && levels.Noise > MaxNoiseShare * levels.Contrast; i++)
        {
            plane.Smooth();
            paper = PaperSurface.Find(plane);
            levels = Measure(plane, paper, depth);
        }

        for (int i = 0; i < Refinements && canSmooth; i++)
        {
            paper.Refine(plane.Width, depth, levels.Darkest);
            levels = Measure(plane, paper, depth);
        }

        byte[] ink = plane.Pixels;
        ToInk(depth, levels, ink);
        return new(plane.Width, plane.Height, factor, ink, darkOnLight);
    }

    private static InkLevels Measure(GrayPlane plane, PaperSurface paper, short[] depth)
    {
        paper.Depth(plane, depth);
        // Most values are one and the same: counted in two places by turns, one count needn't wait for the one before.
        Span<int> counts = stackalloc int[InkLevels.CountLength];
        Span<int> others = stackalloc int[InkLevels.CountLength];
        counts.Clear();
        others.Clear();
        for (int i = 0; i < depth.Length - 1; i += 2)
        {
            counts[depth[i] + InkLevels.Zero]++;
            others[depth[i + 1] + InkLevels.Zero]++;
        }

        if (depth.Length % 2 != 0)
        {
            counts[depth[^1] + InkLevels.Zero]++;
        }

        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] += others[i];
        }

        return InkLevels.Measure(counts);
    }

    private static void ToInk(short[] depth, InkLevels levels, byte[] ink)
    {
        if (!levels.HasInk)
        {
            Array.Clear(ink);
            return;
        }

        double faint = Math.Max(FaintShare * levels.Contrast, Math.Min(4 * levels.Noise, 0.4 * levels.Contrast));
        double full = FullShare * levels.Contrast;
        Span<byte> inkOf = stackalloc byte[InkLevels.CountLength];
        for (int i = 0; i < inkOf.Length; i++)
        {
            double above = i - InkLevels.Zero - levels.Paper;
            inkOf[i] = above < faint ? (byte)0 : (byte)Math.Round(255 * Math.Min(1, above / full));
        }

        for (int i = 0; i < ink.Length; i++)
        {
            ink[i] = inkOf[depth[i] + InkLevels.Zero];
        }
    }
}
