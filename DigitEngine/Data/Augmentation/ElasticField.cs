namespace DigitEngine.Data.Augmentation;

/// <summary>
/// Smooth random displacements, as if the same hand wrote the digit again (Simard, Steinkraus and Platt, ICDAR 2003). Instead of
/// blurring a random number per pixel, cubic B-splines connect a few random control points. That is as smooth for much less work.
/// </summary>
internal static class ElasticField
{
    /// <summary>Control points in a row and in a column.</summary>
    private const int Points = 7;

    /// <summary>The weight of each control point at each pixel of a row, 28 × 7.</summary>
    private static readonly float[] Weights = SplineWeights();

    /// <summary>Fills in the displacements in one direction.</summary>
    /// <param name="field">Receives 784 displacements.</param>
    /// <param name="amplitude">The control points are uniform within this many pixels in either direction.</param>
    /// <param name="random">The stream of random numbers; 49 are drawn.</param>
    public static void Fill(Span<float> field, float amplitude, ref SeededRandom random)
    {
        Span<float> points = stackalloc float[Points * Points];
        foreach (ref float point in points)
        {
            point = random.NextSingle(-amplitude, amplitude);
        }

        Span<float> line = stackalloc float[Points];
        for (int row = 0; row < DigitImage.Height; row++)
        {
            ReadOnlySpan<float> down = Weights.AsSpan(row * Points, Points);
            for (int x = 0; x < Points; x++)
            {
                float sum = 0;
                for (int y = 0; y < Points; y++)
                {
                    sum += down[y] * points[(y * Points) + x];
                }

                line[x] = sum;
            }

            for (int column = 0; column < DigitImage.Width; column++)
            {
                // A cubic spline depends on four control points at each place; the weights of the others are 0.
                int first = FirstPoint(column);
                ReadOnlySpan<float> across = Weights.AsSpan((column * Points) + first, 4);
                field[(row * DigitImage.Width) + column] =
                    (across[0] * line[first]) + (across[1] * line[first + 1]) + (across[2] * line[first + 2]) + (across[3] * line[first + 3]);
            }
        }
    }

    /// <summary>One control point lies outside the image on each side, so that every pixel lies between four of them.</summary>
    private static int FirstPoint(int pixel) => (int)Place(pixel);

    private static float Place(int pixel) => (pixel + 0.5f) * (Points - 3) / DigitImage.Width;

    private static float[] SplineWeights()
    {
        float[] weights = new float[DigitImage.Width * Points];
        for (int pixel = 0; pixel < DigitImage.Width; pixel++)
        {
            int first = FirstPoint(pixel);
            float t = Place(pixel) - first;
            float u = 1 - t;
            Span<float> four = weights.AsSpan((pixel * Points) + first, 4);
            four[0] = u * u * u / 6;
            four[1] = ((3 * t * t * t) - (6 * t * t) + 4) / 6;
            four[2] = ((3 * u * u * u) - (6 * u * u) + 4) / 6;
            four[3] = t * t * t / 6;
        }

        return weights;
    }
}
