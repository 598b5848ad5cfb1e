using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// As seen through frosted glass: blurred, pixels swapped with neighbours, blurred again. MNIST-C means to blur both ways, but
/// tells its library that the image has channels, which then takes columns for channels and blurs down the columns only; that is
/// what its data shows, and what is done here.
/// </summary>
internal static class GlassBlur
{
    private const double Sigma = 0.7;
    private const int Rounds = 2;

    // Swaps reach this far up and left, and so all pixels but those nearest the upper and left edges are swapped.
    private const int Reach = 1;

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        Span<double> image = stackalloc double[source.Length];
        Grey.FromBytes(source, image);
        GaussianBlur.Down(image, Sigma);
        foreach (ref double pixel in image)
        {
            pixel = Math.Floor(pixel * 255) / 255;
        }

        for (int round = 0; round < Rounds; round++)
        {
            Swap(image, ref random);
        }

        GaussianBlur.Down(image, Sigma);
        Grey.ToBytes(image, destination);
    }

    private static void Swap(Span<double> image, ref SeededRandom random)
    {
        for (int row = Grey.Height - Reach; row > Reach; row--)
        {
            for (int column = Grey.Width - Reach; column > Reach; column--)
            {
                if (random.NextInt32(2) == 0)
                {
                    continue;
                }

                int otherColumn = column - Reach + random.NextInt32(2 * Reach);
                int otherRow = row - Reach + random.NextInt32(2 * Reach);
                ref double here = ref image[(row * Grey.Width) + column];
                ref double there = ref image[(otherRow * Grey.Width) + otherColumn];
                (here, there) = (there, here);
            }
        }
    }
}
