namespace DigitPictures.Normalization;

/// <summary>Brings a picture of one digit into MNIST's form, as the makers of MNIST did.</summary>
internal static class DigitNormalizer
{
    public const int Side = NormalizedDigit.Side;
    public const int BoxSide = 20;

    public static NormalizedDigit Normalize(GrayPicture picture, InkPolarity polarity)
    {
        InkMap map = InkMap.Find(picture, polarity);
        RuledLines.Remove(map);
        InkSelection.KeepDigit(map);
        byte[] pixels = new byte[Side * Side];
        PictureBounds bounds = DigitRaster.Draw(map, pixels);
        return new(pixels, Enlarge(bounds, map, picture), map.DarkOnLight);
    }

    /// <summary>Converts bounds in the map to bounds in the picture.</summary>
    private static PictureBounds Enlarge(PictureBounds bounds, InkMap map, GrayPicture picture) => new(
        bounds.Left * map.Factor,
        bounds.Top * map.Factor,
        Math.Min(bounds.Width * map.Factor, picture.Width),
        Math.Min(bounds.Height * map.Factor, picture.Height));
}

/// <summary>
/// Draws the ink of a map in MNIST's form: scaled to fit 20 x 20 with its aspect kept and its edges smooth, and moved by whole
/// pixels so that its centre of mass is as near as possible to the centre of 28 x 28.
/// </summary>
internal static class DigitRaster
{
    private const int Side = DigitNormalizer.Side;

    // The longer side of a digit: the median over MNIST's training images, measured by SoftBounds.
    private const double BoxSide = 19.86;

    // The smoothness of edges, and the gain that makes them as steep as MNIST's.
    private const double Softness = 0.7;
    private const float Gain = 1.1f;

    /// <summary>Draws the digit.</summary>
    /// <param name="map">The ink of the digit and nothing else.</param>
    /// <param name="pixels">784 zeros; receives the digit.</param>
    /// <returns>The bounds of the digit in the map; empty if there is no ink.</returns>
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
            // Widening makes the digit larger, so it is drawn smaller first.
            Scale(map, soft, whole, BoxSide - (StrokeWidth.Thinnest - width), narrowing, drawn);
            StrokeWidth.Widen(drawn);
        }

        Place(drawn, pixels);
        return whole;
    }

    /// <summary>Scales the ink so that its longer side equals the box, centred in the result.</summary>
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

    /// <summary>Moves the drawing to its centre of mass and rounds it.</summary>
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

        // In MNIST, the centre of mass is near (14, 14), counted as if the centre of the first pixel were 0.
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
