using System.Numerics;

namespace DigitEngine.Data.Augmentation;

/// <summary>Filters that depend on the neighbourhood of each pixel. Outside the image, the pixels of its border are repeated.</summary>
internal static class ImageFilters
{
    private const int Width = DigitImage.Width;
    private const int Height = DigitImage.Height;
    private const int LargestReach = 2;
    private const int PaddedWidth = Width + (2 * LargestReach);
    private const int PaddedHeight = Height + (2 * LargestReach);

    /// <summary>
    /// Makes strokes thicker or thinner: moves each pixel part of the way to the largest or smallest of itself and its four
    /// neighbours.
    /// </summary>
    /// <param name="pixels">784 values.</param>
    /// <param name="amount">From −1, about two pixels thinner, to 1, about two pixels thicker.</param>
    public static void Thicken(Span<float> pixels, float amount)
    {
        Span<float> padded = stackalloc float[PaddedHeight * PaddedWidth];
        Pad(pixels, padded);
        float share = MathF.Abs(amount);
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                int place = ((row + LargestReach) * PaddedWidth) + column + LargestReach;
                float centre = padded[place];
                float up = padded[place - PaddedWidth];
                float down = padded[place + PaddedWidth];
                float left = padded[place - 1];
                float right = padded[place + 1];
                float extreme = amount > 0
                    ? MathF.Max(MathF.Max(MathF.Max(up, down), MathF.Max(left, right)), centre)
                    : MathF.Min(MathF.Min(MathF.Min(up, down), MathF.Min(left, right)), centre);
                pixels[(row * Width) + column] = centre + (share * (extreme - centre));
            }
        }
    }

    /// <summary>Replaces each pixel by a weighted sum of its neighbourhood.</summary>
    /// <param name="pixels">784 values.</param>
    /// <param name="weights">3×3 or 5×5 weights, row by row.</param>
    public static void Convolve(Span<float> pixels, ReadOnlySpan<float> weights)
    {
        int side = weights.Length == 9 ? 3 : 5;
        int reach = side / 2;
        Span<float> padded = stackalloc float[PaddedHeight * PaddedWidth];
        Pad(pixels, padded);
        pixels.Clear();
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                float weight = weights[(y * side) + x];
                for (int row = 0; row < Height; row++)
                {
                    int from = ((row + LargestReach + y - reach) * PaddedWidth) + LargestReach + x - reach;
                    AddScaled(pixels.Slice(row * Width, Width), padded.Slice(from, Width), weight);
                }
            }
        }
    }

    /// <summary>Blurs with a Gaussian that is cut off two pixels from its centre.</summary>
    /// <param name="pixels">784 values.</param>
    /// <param name="sigma">The standard deviation in pixels, 0.3 to 1.5.</param>
    public static void Blur(Span<float> pixels, float sigma)
    {
        float one = MathF.Exp(-0.5f / (sigma * sigma));
        float two = MathF.Exp(-2f / (sigma * sigma));
        float sum = 1 + (2 * (one + two));
        ReadOnlySpan<float> line = [two / sum, one / sum, 1 / sum, one / sum, two / sum];
        Span<float> weights = stackalloc float[25];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = line[i / 5] * line[i % 5];
        }

        Convolve(pixels, weights);
    }

    private static void AddScaled(Span<float> sums, ReadOnlySpan<float> values, float weight)
    {
        int i = 0;
        Vector<float> factor = new(weight);
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sums[i..]) + (factor * new Vector<float>(values[i..]))).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += weight * values[i];
        }
    }

    private static void Pad(ReadOnlySpan<float> pixels, Span<float> padded)
    {
        for (int row = 0; row < PaddedHeight; row++)
        {
            ReadOnlySpan<float> from = pixels.Slice(Math.Clamp(row - LargestReach, 0, Height - 1) * Width, Width);
            Span<float> to = padded.Slice(row * PaddedWidth, PaddedWidth);
            to[..LargestReach].Fill(from[0]);
            from.CopyTo(to[LargestReach..]);
            to[^LargestReach..].Fill(from[^1]);
        }
    }
}
