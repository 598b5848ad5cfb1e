namespace DigitPictures.Normalization;

/// <summary>
/// Draws the ink of a map in MNIST's form: scaled into 20 x 20 with its aspect kept and its edges smooth, and moved by whole
/// pixels, so that its centre of mass is nearest to the centre of 28 x 28.
/// </summary>
internal static class DigitRaster
{
    private const int Side = DigitNormalizer.Side;

    /// <summary>The longer side of a digit, measured by <see cref="SoftBounds"/> as the median of MNIST's training images.</summary>
    private const double BoxSide = 19.86;

    /// <summary>How smooth edges are, and how much they are raised to be as steep as MNIST's.</summary>
    private const double Softness = 0.7;
    private const float Gain = 1.1f;

    /// <summary>Draws the digit, and says where in the map it is.</summary>
    /// <param name="map">Nothing but the digit.</param>
    /// <param name="pixels">784 zeros; receives the digit.</param>
    /// <returns>Bounds in places of the map; empty if there is no ink.</returns>
    public static PictureBounds Draw(InkMap map, Span<byte> pixels)
    {
        (SoftBounds soft, PictureBounds whole) = SoftBounds.Of(map);
        if (whole.Width == 0)
        {
            return default;
        }

        double narrowing = TightFit.Narrowing(map, soft);
        Span<float> drawn = stackalloc float[Side * Side];
        Scale(map, soft, whole, BoxSide, narrowing, drawn);
        double width = StrokeWidth.Measure(drawn);
        if (width < StrokeWidth.Thinnest)
        {
            // Wider strokes go further out.
            Scale(map, soft, whole, BoxSide - (StrokeWidth.Thinnest - width), narrowing, drawn);
            StrokeWidth.Widen(drawn);
        }

        Place(drawn, pixels);
        return whole;
    }

    /// <summary>Scales the ink so that its longer side is the box's, in the middle of the result.</summary>
    private static void Scale(InkMap map, SoftBounds soft, PictureBounds whole, double box, double narrowing, Span<float> drawn)
    {
        double step = Math.Max(soft.Width * narrowing, soft.Height) / box;
        double stepAcross = step / narrowing;
        double left = ((soft.Left + soft.Right) / 2) - (Side * stepAcross / 2) - whole.Left;
        double top = ((soft.Top + soft.Bottom) / 2) - (Side * step / 2) - whole.Top;
        Resampler across = Resampler.Plan(whole.Width, Side, left, stepAcross, Softness);
        Resampler down = Resampler.Plan(whole.Height, Side, top, step, Softness);
        Span<float> line = stackalloc float[Side];
        drawn.Clear();
        for (int row = 0; row < whole.Height; row++)
        {
            across.Apply(map.Ink.AsSpan(((whole.Top + row) * map.Width) + whole.Left, whole.Width), line);
            down.Spread(row, line, drawn);
        }

        foreach (ref float ink in drawn)
        {
            ink = Math.Min(255, Gain * ink);
        }
    }

    /// <summary>Moves the drawing and rounds it.</summary>
    private static void Place(ReadOnlySpan<float> drawn, Span<byte> pixels)
    {
        double mass = 0;
        double massAcross = 0;
        double massDown = 0;
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                double ink = drawn[(row * Side) + column];
                mass += ink;
                massAcross += ink * column;
                massDown += ink * row;
            }
        }

        // MNIST's centres of mass are about (14, 14), as if the first pixel's centre were at 0.
        const double centre = Side / 2.0;
        int right = (int)Math.Round(centre - (massAcross / mass));
        int below = (int)Math.Round(centre - (massDown / mass));
        for (int row = Math.Max(0, below); row < Math.Min(Side, Side + below); row++)
        {
            for (int column = Math.Max(0, right); column < Math.Min(Side, Side + right); column++)
            {
                pixels[(row * Side) + column] = (byte)MathF.Round(drawn[((row - below) * Side) + column - right]);
            }
        }
    }
}
