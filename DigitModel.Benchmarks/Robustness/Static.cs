using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Noise alone: uniform, Gaussian, salt and pepper, or smoothed into clouds.</summary>
internal static class Static
{
    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        switch (random.NextInt32(4))
        {
            case 0:
                Uniform(destination, ref random);
                break;
            case 1:
                Gaussian(destination, ref random);
                break;
            case 2:
                destination.Clear();
                Noise.Impulse(destination.ToArray(), destination, random.NextSingle(0.1f, 1), ref random);
                break;
            default:
                Smoothed(destination, ref random);
                break;
        }
    }

    private static void Uniform(Span<byte> destination, ref SeededRandom random)
    {
        foreach (ref byte pixel in destination)
        {
            pixel = (byte)random.NextInt32(256);
        }
    }

    private static void Gaussian(Span<byte> destination, ref SeededRandom random)
    {
        double mean = random.NextSingle();
        double deviation = random.NextSingle(0.1f, 0.5f);
        foreach (ref byte pixel in destination)
        {
            pixel = Grey.ToByte(random.NextNormal(mean, deviation));
        }
    }

    /// <summary>Stretched again to the whole range, which smoothing has narrowed.</summary>
    private static void Smoothed(Span<byte> destination, ref SeededRandom random)
    {
        Span<double> clouds = stackalloc double[destination.Length];
        double sigma = random.NextSingle(0.7f, 2.5f);
        foreach (ref double value in clouds)
        {
            value = random.NextSingle();
        }

        GaussianBlur.Both(clouds, sigma);
        double low = double.MaxValue, high = double.MinValue;
        foreach (double value in clouds)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        for (int i = 0; i < clouds.Length; i++)
        {
            destination[i] = Grey.ToByte((clouds[i] - low) / (high - low));
        }
    }
}
