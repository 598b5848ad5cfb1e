namespace DigitPictures.Normalization;

/// <summary>
/// Scales ink along one side: a pixel of the result is the mean of what it covers, weighted by a triangle, and so as smooth
/// enlarged as it is true made smaller.
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
    /// <param name="length">Pixels at hand.</param>
    /// <param name="resultLength">Pixels wanted.</param>
    /// <param name="start">Where in the pixels at hand the result's first pixel begins; what lies outside is no ink.</param>
    /// <param name="step">How many pixels at hand one of the result covers.</param>
    /// <param name="blur">Half the triangle's base, in pixels at hand or of the result, whichever are the larger.</param>
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

    /// <summary>Adds a row, the one of this number among those at hand, to the rows of the result in which it counts.</summary>
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

    /// <summary>The share of the triangle that lies below a place.</summary>
    private static double Below(double place, double radius)
    {
        double x = Math.Clamp(place / radius, -1, 1);
        return x < 0 ? (1 + x) * (1 + x) / 2 : 1 - ((1 - x) * (1 - x) / 2);
    }
}
