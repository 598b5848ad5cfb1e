namespace DigitPictures.Normalization;

/// <summary>
/// Decides whether ink is dark on light paper or light on dark. Paper lies along the border, has the larger area and surrounds
/// the ink. A digit that fills its picture cuts the paper into pieces, but the paper doesn't cut the digit. Which of the two
/// surrounds the other shows in the third moment of small windows, where shadows hardly change: a few dark pixels among many
/// light ones make it negative, whatever the rest of the picture is like.
/// </summary>
internal static class PolarityVote
{
    private const double BorderWeight = 2;
    private const double AreaWeight = 1;
    private const double SkewWeight = 1;
    private const double PiecesWeight = 4;

    // The share of the variance that two classes explain where there are only shadows, and the share that noise may take of it
    // where there is ink.
    private const double ShadeExplained = 0.7;
    private const double NoiseExplained = 0.1;

    // A class that makes up more than this share of the border is paper; the pieces aren't counted then.
    private const double PlainBorder = 0.9;

    // Pieces smaller than this share of the picture don't count.
    private const double MinPiece = 0.008;

    /// <summary>Whether the ink is darker than the paper.</summary>
    public static bool IsDarkOnLight(GrayPlane plane) => Score(plane) >= 0;

    /// <summary>Positive for dark ink on light paper, negative for light on dark.</summary>
    internal static double Score(GrayPlane plane)
    {
        int split = Split(plane.Pixels, out double explained);
        (double border, double area) = LightShares(plane, split);

        // Where shadows vary as much as ink, border and area mean little and the windows more.
        double trust = Math.Clamp((explained - ShadeExplained) / (1 - ShadeExplained - NoiseExplained), 0, 1);
        double score = (((BorderWeight * ((2 * border) - 1)) + (AreaWeight * ((2 * area) - 1))) * (1 + trust) / 2)
            - (SkewWeight * (2 - trust) * Math.Tanh(LocalSkewness(plane)));
        if (trust == 0 || border is > PlainBorder or < 1 - PlainBorder)
        {
            return score;
        }

        int light = CountPieces(plane, split, light: true);
        int dark = CountPieces(plane, split, light: false);
        return score + (trust * PiecesWeight * (light - dark) / Math.Max(1, light + dark));
    }

    private static int Split(byte[] pixels, out double explained)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (byte pixel in pixels)
        {
            counts[pixel]++;
        }

        return Histogram.Split(counts, out explained);
    }

    private static int CountPieces(GrayPlane plane, int split, bool light)
    {
        byte[] mask = new byte[plane.Pixels.Length];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = plane.Pixels[i] > split == light ? (byte)1 : (byte)0;
        }

        int pieces = 0;
        foreach (InkComponent component in InkComponents.Find(mask, plane.Width, plane.Height).All)
        {
            pieces += component.Area >= MinPiece * mask.Length ? 1 : 0;
        }

        return pieces;
    }

    /// <summary>The share of light pixels along the border and everywhere.</summary>
    private static (double Border, double Area) LightShares(GrayPlane plane, int split)
    {
        (int width, int height, byte[] pixels) = plane;
        long light = 0;
        foreach (byte pixel in pixels)
        {
            light += pixel > split ? 1 : 0;
        }

        int thickness = Math.Max(1, Math.Min(width, height) / 32);
        long inBorder = 0;
        long lightInBorder = 0;
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<byte> line = pixels.AsSpan(row * width, width);
            bool whole = row < thickness || row >= height - thickness || width <= 2 * thickness;
            for (int column = 0; column < width; column++)
            {
                if (!whole && column == thickness)
                {
                    column = width - thickness;
                }

                inBorder++;
                if (line[column] > split)
                {
                    lightInBorder++;
                }
            }
        }

        return ((double)lightInBorder / inBorder, (double)light / pixels.Length);
    }

    /// <summary>Third moments over second moments to the power of 3/2, both summed over windows of 3 x 3 cells.</summary>
    private static double LocalSkewness(GrayPlane plane)
    {
        (int width, int height, byte[] pixels) = plane;
        int size = Math.Max(8, (Math.Max(width, height) + 11) / 12);
        int columns = (width + size - 1) / size;
        int rows = (height + size - 1) / size;
        CellMoments[] cells = new CellMoments[columns * rows];
        for (int row = 0; row < height; row++)
        {
            Span<CellMoments> line = cells.AsSpan(row / size * columns, columns);
            for (int cell = 0; cell < columns; cell++)
            {
                line[cell].Add(pixels.AsSpan((row * width) + (cell * size), Math.Min(size, width - (cell * size))));
            }
        }

        double third = 0;
        double second = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                CellMoments window = default;
                for (int y = Math.Max(0, row - 1); y <= Math.Min(rows - 1, row + 1); y++)
                {
                    for (int x = Math.Max(0, column - 1); x <= Math.Min(columns - 1, column + 1); x++)
                    {
                        window.Add(cells[(y * columns) + x]);
                    }
                }

                (double variance, double cube) = window.Central();
                third += cube;
                second += Math.Pow(variance, 1.5);
            }
        }

        return second > 0 ? third / second : 0;
    }
}

/// <summary>Sums of the powers of pixels, for their moments.</summary>
internal struct CellMoments
{
    private long _count;
    private long _sum;
    private long _squares;
    private long _cubes;

    /// <summary>Adds pixels.</summary>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        _count += pixels.Length;
        foreach (byte pixel in pixels)
        {
            int square = pixel * pixel;
            _sum += pixel;
            _squares += square;
            _cubes += square * pixel;
        }
    }

    /// <summary>Adds the sums of another cell.</summary>
    public void Add(CellMoments other)
    {
        _count += other._count;
        _sum += other._sum;
        _squares += other._squares;
        _cubes += other._cubes;
    }

    /// <summary>The second and third central moments.</summary>
    public readonly (double Variance, double Cube) Central()
    {
        double mean = (double)_sum / _count;
        double square = (double)_squares / _count;
        double variance = Math.Max(0, square - (mean * mean));
        return (variance, ((double)_cubes / _count) - (3 * mean * square) + (2 * mean * mean * mean));
    }
}
