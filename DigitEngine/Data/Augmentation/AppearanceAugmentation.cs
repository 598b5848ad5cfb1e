namespace DigitEngine.Data.Augmentation;

/// <summary>
/// Makes an image look as if it came from another pen, paper, scanner or camera, by a random selection of: a random filter, blur,
/// other grey levels, shading, an occlusion, noise. The digit stays where it is.
/// </summary>
/// <remarks>
/// The random filter is that of Xu et al., "Robust and Generalizable Visual Representation Learning via Random Convolutions"
/// (ICLR 2021): it changes textures but preserves shapes.
/// </remarks>
internal static class AppearanceAugmentation
{
    private const float FilterShare = 0.35f;
    private const float BlurShare = 0.25f;
    private const float LevelShare = 0.4f;
    private const float ShadeShare = 0.3f;
    private const float OcclusionShare = 0.35f;
    private const float NoiseShare = 0.35f;

    /// <summary>Changes an image in place.</summary>
    /// <param name="pixels">784 values in [0, 1], before and after.</param>
    /// <param name="random">The stream of random numbers.</param>
    public static void Apply(Span<float> pixels, ref SeededRandom random)
    {
        if (random.NextSingle() < FilterShare)
        {
            Filter(pixels, ref random);
        }

        if (random.NextSingle() < BlurShare)
        {
            ImageFilters.Blur(pixels, random.NextSingle(0.4f, 1.5f));
        }

        if (random.NextSingle() < LevelShare)
        {
            Level(pixels, ref random);
        }

        if (random.NextSingle() < ShadeShare)
        {
            Shade(pixels, ref random);
        }

        if (random.NextSingle() < OcclusionShare)
        {
            Occlude(pixels, ref random);
        }

        if (random.NextSingle() < NoiseShare)
        {
            AddNoise(pixels, random.NextSingle(0.02f, 0.25f), ref random);
        }

        foreach (ref float pixel in pixels)
        {
            pixel = Math.Clamp(pixel, 0, 1);
        }
    }

    /// <summary>Adds almost Gaussian noise: the sum of four uniform numbers (Irwin and Hall).</summary>
    public static void AddNoise(Span<float> pixels, float deviation, ref SeededRandom random)
    {
        // The variance of a sum of four bytes is 4 · (256² − 1) / 12.
        float scale = deviation / MathF.Sqrt(((256f * 256) - 1) / 3);
        for (int i = 0; i < pixels.Length; i += 2)
        {
            ulong bits = random.NextUInt64();
            ulong pairs = (bits & 0x00FF00FF00FF00FF) + ((bits >> 8) & 0x00FF00FF00FF00FF);
            pairs += pairs >> 16;
            pixels[i] += ((int)(pairs & 0x7FF) - 510) * scale;
            pixels[i + 1] += ((int)((pairs >> 32) & 0x7FF) - 510) * scale;
        }
    }

    /// <summary>Fills in a smooth random surface with values in [0, 1].</summary>
    public static void FillSurface(Span<float> surface, ref SeededRandom random)
    {
        ElasticField.Fill(surface, 1, ref random);
        (float low, float high) = RangeOf(surface);
        Spread(surface, low, high);
    }

    private static void Filter(Span<float> pixels, ref SeededRandom random)
    {
        Span<float> weights = stackalloc float[random.NextSingle() < 0.5f ? 9 : 25];
        foreach (ref float weight in weights)
        {
            // More uniform numbers would be closer to a Gaussian, but two are as good for a filter.
            weight = random.NextSingle() - random.NextSingle();
        }

        Span<float> original = stackalloc float[DigitImage.PixelCount];
        pixels.CopyTo(original);
        ImageFilters.Convolve(pixels, weights);
        if (random.NextSingle() < 0.5f)
        {
            // The strength of the filter's response whatever its sign, so that empty paper stays empty.
            foreach (ref float pixel in pixels)
            {
                pixel = MathF.Abs(pixel);
            }
        }

        (float low, float high) = RangeOf(pixels);
        if (high - low < 1e-3f)
        {
            original.CopyTo(pixels);
            return;
        }

        Spread(pixels, low, high);
        float share = MathF.Min(random.NextSingle(0.2f, 1.2f), 1);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = original[i] + (share * (pixels[i] - original[i]));
        }
    }

    /// <summary>Changes the greys of paper and ink and the curve between them.</summary>
    private static void Level(Span<float> pixels, ref SeededRandom random)
    {
        float gamma = MathF.Exp(random.NextSingle(-0.7f, 0.7f));
        float contrast = random.NextSingle(0.35f, 1.2f);
        float paper = random.NextSingle(0, Math.Max(0, 1 - contrast));
        foreach (ref float pixel in pixels)
        {
            pixel = paper + (contrast * MathF.Pow(pixel, gamma));
        }
    }

    /// <summary>Adds a shadow.</summary>
    private static void Shade(Span<float> pixels, ref SeededRandom random)
    {
        Span<float> surface = stackalloc float[DigitImage.PixelCount];
        FillSurface(surface, ref random);
        float depth = random.NextSingle(0.1f, 0.7f);
        for (int i = 0; i < pixels.Length; i++)
        {
            // It darkens the paper; ink that covers the paper hides it.
            pixels[i] += depth * surface[i] * (1 - pixels[i]);
        }
    }

    private static void Occlude(Span<float> pixels, ref SeededRandom random)
    {
        int width = 2 + random.NextInt32(9);
        int height = Math.Min(2 + random.NextInt32(26), 110 / width);
        if (random.NextSingle() < 0.5f)
        {
            (width, height) = (height, width);
        }

        int left = random.NextInt32(DigitImage.Width + width) - width;
        int top = random.NextInt32(DigitImage.Height + height) - height;
        float grey = random.NextSingle();
        for (int row = Math.Max(0, top); row < Math.Min(DigitImage.Height, top + height); row++)
        {
            int from = Math.Max(0, left);
            int to = Math.Min(DigitImage.Width, left + width);
            pixels.Slice((row * DigitImage.Width) + from, Math.Max(0, to - from)).Fill(grey);
        }
    }

    /// <summary>The lowest and the highest value.</summary>
    public static (float Low, float High) RangeOf(ReadOnlySpan<float> pixels)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float pixel in pixels)
        {
            low = MathF.Min(low, pixel);
            high = MathF.Max(high, pixel);
        }

        return (low, high);
    }

    /// <summary>Maps values from a range to [0, 1].</summary>
    public static void Spread(Span<float> pixels, float low, float high)
    {
        float scale = 1 / MathF.Max(high - low, 1e-6f);
        foreach (ref float pixel in pixels)
        {
            pixel = (pixel - low) * scale;
        }
    }
}
