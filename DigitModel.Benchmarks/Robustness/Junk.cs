using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Draws an image that shows no digit.</summary>
/// <param name="digits">Digits to use parts of.</param>
/// <param name="destination">Receives 784 pixels.</param>
/// <param name="random">The image's own stream.</param>
internal delegate void JunkDrawing(DigitDataset digits, Span<byte> destination, ref SeededRandom random);

/// <summary>A kind of image that a recogniser should reject. Like corruptions, it is for measuring only.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Draw">Draws an image of this kind.</param>
internal sealed record Junk(string Name, JunkDrawing Draw)
{
    /// <summary>
    /// The five kinds. The position in this list selects the stream of random numbers, so new kinds go at the end.
    /// </summary>
    public static IReadOnlyList<Junk> All { get; } =
    [
        new("blanks", Blanks.Draw),
        new("noise", Static.Draw),
        new("bars", Bars.Draw),
        new("boxes", Boxes.Draw),
        new("spliced", Splices.Draw),
    ];
}

/// <summary>Blank paper of any grey: even, slightly noisy, or slightly darker towards one side.</summary>
internal static class Blanks
{
    private const int Levels = 256;
    private const float MaxDeviation = 8;
    private const float MaxSlope = 2;

    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        int level = random.NextInt32(Levels);
        int kind = random.NextInt32(3);
        float deviation = kind == 1 ? random.NextSingle(0, MaxDeviation) : 0;
        float right = kind == 2 ? random.NextSingle(-MaxSlope, MaxSlope) : 0;
        float down = kind == 2 ? random.NextSingle(-MaxSlope, MaxSlope) : 0;
        for (int i = 0; i < destination.Length; i++)
        {
            double shade = (right * ((i % Grey.Width) - (Grey.Width / 2))) + (down * ((i / Grey.Width) - (Grey.Height / 2)));
            double noise = deviation == 0 ? 0 : random.NextNormal(0, deviation);
            destination[i] = Grey.ToByte((level + shade + noise) / 255);
        }
    }
}

/// <summary>Pure noise: uniform, Gaussian, salt and pepper, or smoothed into clouds.</summary>
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

    /// <summary>Smooth noise, stretched to the whole range of greys.</summary>
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

/// <summary>One to four bars from edge to edge: horizontal, vertical or diagonal, 1 to 7 pixels wide, of various greys.</summary>
internal static class Bars
{
    private const int MaxCount = 4;
    private const int LowestGrey = 100;

    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        destination.Clear();
        int count = random.NextBetween(1, MaxCount);
        for (int bar = 0; bar < count; bar++)
        {
            // Unit vector across the bar: 0, 45, 90 or 135 degrees.
            (double y, double x) = Math.SinCos(random.NextInt32(4) * Math.PI / 4);
            double middle = (x * random.NextBetween(2, Grey.Width - 3)) + (y * random.NextBetween(2, Grey.Height - 3));
            double half = random.NextSingle(1, 7) / 2;
            double grey = random.NextBetween(LowestGrey, 255) / 255.0;
            for (int i = 0; i < destination.Length; i++)
            {
                double distance = Math.Abs((x * (i % Grey.Width)) + (y * (i / Grey.Width)) - middle);
                double cover = Math.Clamp(half + 0.5 - distance, 0, 1);
                destination[i] = Math.Max(destination[i], Grey.ToByte(cover * grey));
            }
        }
    }
}

/// <summary>One to three upright rectangles, outlined or filled.</summary>
internal static class Boxes
{
    private const int MaxCount = 3;
    private const int LeastSide = 5;
    private const int MaxStroke = 3;
    private const int LowestGrey = 100;

    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        destination.Clear();
        int count = random.NextBetween(1, MaxCount);
        for (int box = 0; box < count; box++)
        {
            int width = random.NextBetween(LeastSide, Grey.Width - 2);
            int height = random.NextBetween(LeastSide, Grey.Height - 2);
            int left = random.NextInt32(Grey.Width - width + 1);
            int top = random.NextInt32(Grey.Height - height + 1);
            bool filled = random.NextInt32(2) == 0;
            int stroke = random.NextBetween(1, MaxStroke);
            byte grey = (byte)random.NextBetween(LowestGrey, 255);
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    int depth = Math.Min(Math.Min(row, height - 1 - row), Math.Min(column, width - 1 - column));
                    if (filled || depth < stroke)
                    {
                        destination[((top + row) * Grey.Width) + left + column] = grey;
                    }
                }
            }
        }
    }
}

/// <summary>Halves of two different digits, side by side or above each other.</summary>
internal static class Splices
{
    /// <exception cref="ArgumentException">All images show the same digit.</exception>
    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        int first = random.NextInt32(digits.Count);
        int second = random.NextInt32(digits.Count);
        for (int tried = 0; digits.Label(second) == digits.Label(first); tried++)
        {
            if (tried == digits.Count)
            {
                throw new ArgumentException("Expected images of two digits or more.", nameof(digits));
            }

            second = (second + 1) % digits.Count;
        }

        bool sideBySide = random.NextInt32(2) == 0;
        digits.Image(first).CopyTo(destination);
        ReadOnlySpan<byte> other = digits.Image(second);
        for (int i = 0; i < destination.Length; i++)
        {
            bool otherHalf = sideBySide ? i % Grey.Width >= Grey.Width / 2 : i / Grey.Width >= Grey.Height / 2;
            if (otherHalf)
            {
                destination[i] = other[i];
            }
        }
    }
}
