namespace DigitPictures.Normalization;

/// <summary>
/// Scales ink along one side. A pixel of the result is the mean of the pixels around it, weighted by a triangle, which suits
/// both enlarging and reducing.
/// </summary>
internal readonly struct Resampler
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    private Resampler(int[] first, float[][] weights)
    {
        _first = first;
        _weights = weights;
    }

    /// <summary>Plans the scaling.</summary>
    /// <param name="length">The number of source pixels.</param>
    /// <param name="resultLength">The number of result pixels.</param>
    /// <param name="start">Where the first result pixel begins in the source. Outside the source there is no ink.</param>
    /// <param name="step">How many source pixels a result pixel covers.</param>
    /// <param name="blur">Half the base of the triangle, in source or result pixels, whichever are larger.</param>
    public static Resampler Plan(int length, int resultLength, double start, double step, double blur)
    {
        double radius = blur * Math.Max(1, step);
        int[] firsts = new int[resultLength];
        float[][] weights = new float[resultLength][];
        for (int i = 0; i < resultLength; i++)
        {
            double centre = start + ((i + 0.5) * step);
            int first = (int)Math.Floor(centre - radius);
            int end = (int)Math.Ceiling(centre + radius);
            int from = Math.Clamp(first, 0, length);
            int to = Math.Clamp(end, from, length);
            firsts[i] = from;
            float[] own = new float[to - from];
            for (int j = 0; j < own.Length; j++)
            {
                own[j] = (float)(Below(from + j + 1 - centre, radius) - Below(from + j - centre, radius));
            }

            weights[i] = own;
        }

        return new(firsts, weights);
    }

    /// <summary>Scales a row.</summary>
    public void Apply(ReadOnlySpan<byte> from, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            ReadOnlySpan<float> weights = _weights[i];
            ReadOnlySpan<byte> pixels = from.Slice(_first[i], weights.Length);
            float sum = 0;
            for (int j = 0; j < weights.Length; j++)
            {
                sum += weights[j] * pixels[j];
            }

            to[i] = sum;
        }
    }

    /// <summary>Adds a source row, weighted, to the result rows that it contributes to.</summary>
    public void Spread(int number, ReadOnlySpan<float> row, Span<float> result)
    {
        for (int i = 0; i < _first.Length; i++)
        {
            int place = number - _first[i];
            if (place < 0 || place >= _weights[i].Length)
            {
                continue;
            }

            float weight = _weights[i][place];
            Span<float> to = result.Slice(i * row.Length, row.Length);
            for (int j = 0; j < row.Length; j++)
            {
                to[j] += weight * row[j];
            }
        }
    }

    /// <summary>The share of the triangle's area before a position.</summary>
    private static double Below(double place, double radius)
    {
        double x = Math.Clamp(place / radius, -1, 1);
        return x < 0 ? (1 + x) * (1 + x) / 2 : 1 - ((1 - x) * (1 - x) / 2);
    }
}
