namespace DigitPictures.Normalization;

/// <summary>The amount of ink at every pixel of a picture, with paper, shadows and noise removed.</summary>
/// <remarks>
/// The map of a very large picture is smaller than the picture by <see cref="Factor"/>. It holds all ink, including lines and
/// specks, which <see cref="RuledLines"/> and <see cref="InkSelection"/> remove.
/// </remarks>
internal sealed class InkMap
{
    /// <summary>Half of full ink. Fainter ink counts only where it is connected to ink at least this strong.</summary>
    public const byte Strong = 128;

    // Below the first share of the contrast there is no ink; from the second on it is full ink.
    private const double FaintShare = 0.12;
    private const double FullShare = 0.92;

    // With more noise than this share of the contrast, neighbouring pixels are averaged first.
    private const double MaxNoiseShare = 0.12;

    private const int MaxSmoothings = 3;
    private const int Refinements = 2;

    // Pictures with a side this short are too small to be averaged.
    private const int MinSmoothedSide = 40;

    /// <summary>Creates a map from known ink.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="factor">The number of pixels of the picture, along either side, that one pixel of the map covers.</param>
    /// <param name="ink">Row after row. It isn't copied, and may be longer than the map.</param>
    /// <param name="darkOnLight">Whether the ink was darker than the paper.</param>
    public InkMap(int width, int height, int factor, byte[] ink, bool darkOnLight)
    {
        Width = width;
        Height = height;
        Factor = factor;
        Ink = ink;
        DarkOnLight = darkOnLight;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The number of pixels of the picture, along either side, that one pixel of the map covers.</summary>
    public int Factor { get; }

    /// <summary>Row after row, from 0 for paper to 255 for full ink. Later steps clear ink here.</summary>
    public byte[] Ink { get; }

    /// <summary>Whether the ink is darker than the paper.</summary>
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

        // Most depths are equal. Two histograms in turn avoid waiting for the previous increment of the same count.
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
