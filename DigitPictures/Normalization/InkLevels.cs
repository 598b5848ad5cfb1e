namespace DigitPictures.Normalization;

/// <summary>Which depths (see <see cref="PaperSurface"/>) are paper and which are ink.</summary>
/// <param name="Paper">The usual depth of paper: near 0.</param>
/// <param name="Noise">The standard deviation of the paper.</param>
/// <param name="Contrast">The mean difference of ink and paper.</param>
internal readonly record struct InkLevels(double Paper, double Noise, double Contrast)
{
    /// <summary>The index of depth 0: depths from -255 to 255 are counted at 0 to 510.</summary>
    public const int Zero = 255;

    /// <summary>The number of counts.</summary>
    public const int CountLength = (2 * Zero) + 1;

    // Anything fainter isn't writing.
    private const double MinContrast = 8;

    // Depths within this many standard deviations of the paper may be noise.
    private const double NoiseMargin = 3.5;

    private const double MinContrastToNoise = 5;

    /// <summary>Whether anything is written.</summary>
    public bool HasInk => Contrast >= Math.Max(MinContrast, MinContrastToNoise * Noise);

    /// <summary>The largest depth that counts as paper when its mean is estimated.</summary>
    public int Darkest => (int)(Paper + Math.Clamp(3 * Noise, Contrast / 4, Math.Max(Contrast / 4, 0.6 * Contrast)));

    /// <summary>Finds the levels.</summary>
    /// <param name="counts">How often each depth occurs, <see cref="CountLength"/> of them.</param>
    public static InkLevels Measure(ReadOnlySpan<int> counts)
    {
        int low = Histogram.Quantile(counts, 0.001);
        int high = Histogram.Quantile(counts, 0.999);
        if (high == low)
        {
            return new(low - Zero, 0, 0);
        }

        int paper = Mode(counts, low, low + Math.Max(1, (high - low) * 6 / 10), Math.Max(1, (high - low) / 32));
        double noise = NoiseBelow(counts, paper);
        double floor = Math.Max(NoiseMargin * noise, MinContrast / 2);
        double threshold = Math.Max(floor, (high - paper) / 4.0);
        double contrast = 0;
        for (int round = 0; round < 8; round++)
        {
            contrast = MeanBeyond(counts, paper, threshold);
            threshold = Math.Max(floor, contrast / 2);
        }

        return new(paper - Zero, noise, contrast);
    }

    /// <summary>The median within the most frequent window of 2 · radius + 1 values.</summary>
    private static int Mode(ReadOnlySpan<int> counts, int first, int last, int radius)
    {
        long most = -1;
        int mode = first;
        for (int value = first; value <= last; value++)
        {
            long sum = 0;
            for (int i = Math.Max(0, value - radius); i <= Math.Min(counts.Length - 1, value + radius); i++)
            {
                sum += counts[i];
            }

            if (sum > most)
            {
                most = sum;
                mode = value;
            }
        }

        int start = Math.Max(0, mode - radius);
        return start + Histogram.Quantile(counts[start..Math.Min(counts.Length, mode + radius + 1)], 0.5);
    }

    /// <summary>
    /// The standard deviation of the paper, estimated from lighter values, which are never ink: 68.3 % lie within one.
    /// </summary>
    private static double NoiseBelow(ReadOnlySpan<int> counts, int paper)
    {
        Span<int> distances = stackalloc int[CountLength];
        distances.Clear();
        distances[0] = (counts[paper] + 1) / 2;
        for (int value = 0; value < paper; value++)
        {
            distances[paper - value] += counts[value];
        }

        return Histogram.Quantile(distances, 0.683);
    }

    private static double MeanBeyond(ReadOnlySpan<int> counts, int paper, double threshold)
    {
        long count = 0;
        long sum = 0;
        for (int value = paper + (int)threshold + 1; value < counts.Length; value++)
        {
            count += counts[value];
            sum += (long)counts[value] * (value - paper);
        }

        return count > 0 ? (double)sum / count : 0;
    }
}
