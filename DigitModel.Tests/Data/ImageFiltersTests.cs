using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Data.Augmentation;

namespace MlNetDigits.Tests.Data;

public class ImageFiltersTests
{
    private const float Unit = 1f / (1 << 24);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Convolve_EqualsTheReference_WithTheBorderRepeated(int side)
    {
        float[] pixels = RandomImage(1);
        SeededRandom random = new(2);
        float[] weights = new float[side * side];
        foreach (ref float weight in weights.AsSpan())
        {
            weight = random.NextSingle(-1, 1);
        }

        float[] result = [.. pixels];
        ImageFilters.Convolve(result, weights);
        for (int row = 0; row < 28; row++)
        {
            for (int column = 0; column < 28; column++)
            {
                double expected = 0;
                for (int i = 0; i < weights.Length; i++)
                {
                    expected += (double)weights[i] * At(pixels, row + (i / side) - (side / 2), column + (i % side) - (side / 2));
                }

                // A product and a sum for each weight, none above the number of weights.
                Assert.Equal(expected, result[(row * 28) + column], 2.0 * side * side * side * side * Unit);
            }
        }
    }

    [Fact]
    public void Blur_KeepsALevel_AndSpreadsAPointEvenly()
    {
        float[] level = new float[784];
        Array.Fill(level, 0.7f);
        ImageFilters.Blur(level, 1);
        Assert.All(level, pixel => Assert.Equal(0.7, pixel, 50 * Unit));

        float[] point = new float[784];
        point[(10 * 28) + 12] = 1;
        ImageFilters.Blur(point, 0.8f);
        Assert.Equal(1, point.Sum(pixel => (double)pixel), 50 * Unit);
        double centre = point[(10 * 28) + 12];
        Assert.Equal(Math.Exp(-0.5 / 0.64), point[(10 * 28) + 13] / centre, 1e-6);
        Assert.Equal(Math.Exp(-2 / 0.64), point[(8 * 28) + 12] / centre, 1e-6);
        Assert.Equal(point[(9 * 28) + 11], point[(11 * 28) + 13]);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.25f)]
    [InlineData(-0.5f)]
    [InlineData(-1f)]
    public void Thicken_GoesPartOfTheWayToTheExtremeNeighbour(float amount)
    {
        float[] pixels = RandomImage(3);
        float[] result = [.. pixels];
        ImageFilters.Thicken(result, amount);
        for (int row = 0; row < 28; row++)
        {
            for (int column = 0; column < 28; column++)
            {
                float[] cross =
                [
                    At(pixels, row, column), At(pixels, row - 1, column), At(pixels, row + 1, column),
                    At(pixels, row, column - 1), At(pixels, row, column + 1),
                ];
                double extreme = amount > 0 ? cross.Max() : cross.Min();
                Assert.Equal(cross[0] + (Math.Abs(amount) * (extreme - cross[0])), result[(row * 28) + column], 4 * Unit);
            }
        }
    }

    private static float At(float[] pixels, int row, int column) => pixels[(Math.Clamp(row, 0, 27) * 28) + Math.Clamp(column, 0, 27)];

    private static float[] RandomImage(ulong seed)
    {
        SeededRandom random = new(seed);
        float[] pixels = new float[784];
        foreach (ref float pixel in pixels.AsSpan())
        {
            pixel = random.NextSingle();
        }

        return pixels;
    }
}
