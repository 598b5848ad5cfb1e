namespace DigitModel.Pictures.Normalization;

/// <summary>Draws the ink of a map in MNIST's form: fit into 20 x 20 with its aspect kept, placed by its centre of mass.</summary>
internal static class DigitRaster
{
    private const int Side = DigitNormalizer.Side;
    public static double Box = 19.86, Blur = 0.7, Gain = 1.1, Wide = .8, MaxThick = 5.5;

    /// <summary>Draws the digit, and says where in the map it is.</summary>
    public static PictureBounds Draw(InkMap map, Span<byte> pixels)
    {
        (SoftBounds soft, PictureBounds whole) = SoftBounds.Of(map);
        if (whole.Width == 0)
            return default;
        Span<float> drawn = stackalloc float[Side * Side];
        Scale(map, soft, whole, Box, Narrowing(map, soft), drawn);
        for (int i = 0; i < drawn.Length; i++) drawn[i] = Math.Min(255, (float)Gain * drawn[i]);
        Place(drawn, pixels);
        return whole;
    }

    /// <summary>Scales the ink so that its longer side is the box's, in the middle of the result.</summary>
    private static void Scale(InkMap map, SoftBounds soft, PictureBounds whole, double box, double narrow, Span<float> drawn)
    {
        double step = Math.Max(soft.Width * narrow, soft.Height) / box;
        double stepX = step / narrow;
        double left = ((soft.Left + soft.Right) / 2) - (Side * stepX / 2) - whole.Left;
        double top = ((soft.Top + soft.Bottom) / 2) - (Side * step / 2) - whole.Top;
        Resampler across = Resampler.Plan(whole.Width, Side, left, stepX, Blur);
        Resampler down = Resampler.Plan(whole.Height, Side, top, step, Blur);
        Span<float> line = stackalloc float[Side];
        drawn.Clear();
        for (int row = 0; row < whole.Height; row++)
        {
            across.Apply(map.Ink.AsSpan(((whole.Top + row) * map.Width) + whole.Left, whole.Width), line);
            down.Spread(row, line, drawn);
        }
    }

    private static double Narrowing(InkMap map, SoftBounds soft)
    {
        if (soft.Left > 0.6 || soft.Top > .6 || soft.Right < map.Width - .6 || soft.Bottom < map.Height - .6 || map.Width > 1.25 * map.Height || map.Height > 1.25 * map.Width) return 1;
        double mass = 0, gx = 0;
        for (int y = 0; y < map.Height; y++) { int prev = 0; for (int x = 0; x < map.Width; x++) { int v = map.Ink[y * map.Width + x]; mass += v; gx += Math.Abs(v - prev); prev = v; } gx += prev; }
        double wx = 2 * mass / gx * 20 / map.Width;
        return Math.Clamp(MaxThick / wx, 0.25, Wide);
    }

    /// <summary>Shifts the drawing by whole pixels, so that its centre of mass is nearest to the centre, and rounds it.</summary>
    private static void Place(ReadOnlySpan<float> drawn, Span<byte> pixels)
    {
        double mass = 0;
        double massX = 0;
        double massY = 0;
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                double ink = drawn[(row * Side) + column];
                mass += ink;
                massX += ink * column;
                massY += ink * row;
            }
        }

        const double centre = Side / 2.0;
        int right = (int)Math.Round(centre - (massX / mass));
        int below = (int)Math.Round(centre - (massY / mass));
        for (int row = Math.Max(0, below); row < Math.Min(Side, Side + below); row++)
        {
            for (int column = Math.Max(0, right); column < Math.Min(Side, Side + right); column++)
                pixels[(row * Side) + column] = (byte)Math.Round(Math.Clamp(drawn[((row - below) * Side) + column - right], 0, 255));
        }
    }
}
