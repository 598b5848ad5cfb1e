using DigitEngine;
using DigitPictures;
using MlNetDigits.Benchmarks.Robustness;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>Draws ink on unevenly lit, noisy paper.</summary>
internal static class Paper
{
    /// <summary>Draws ink on paper and crops the picture around it, with random margins.</summary>
    /// <returns>The picture, and the position of its upper left corner within the ink.</returns>
    public static (GrayPicture Picture, int Left, int Top) Write(InkPatch ink, float height, ref SeededRandom random)
    {
        (int left, int top, int right, int bottom) = Bounds(ink);
        left -= Margin(height, ref random);
        top -= Margin(height, ref random);
        right += Margin(height, ref random);
        bottom += Margin(height, ref random);
        int width = right - left;
        int rows = bottom - top;

        float light = random.NextSingle(190, 250);
        float dark = random.NextSingle(20, 100);
        float across = random.NextSingle(-35, 35);
        float down = random.NextSingle(-20, 20);
        float bend = random.NextSingle(-25, 10);
        float noise = random.NextSingle(1, 9);
        byte[] pixels = new byte[width * rows];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < width; column++)
            {
                float x = ((2f * column) / width) - 1;
                float y = ((2f * row) / rows) - 1;
                float paper = light + (across * x) + (down * y) + (bend * x * x);
                float value = paper + (ink[left + column, top + row] * ((dark * paper / light) - paper));
                pixels[(row * width) + column] = (byte)Math.Clamp(Math.Round(random.NextNormal(value, noise)), 0, 255);
            }
        }

        return (new(width, rows, pixels), left, top);
    }

    private static int Margin(float height, ref SeededRandom random) => (int)(height * random.NextSingle(0.15f, 0.9f));

    private static (int Left, int Top, int Right, int Bottom) Bounds(InkPatch ink)
    {
        (int left, int top, int right, int bottom) = (ink.Width, ink.Height, 0, 0);
        for (int row = 0; row < ink.Height; row++)
        {
            for (int column = 0; column < ink.Width; column++)
            {
                if (ink[column, row] < 0.5f)
                {
                    continue;
                }

                (left, right) = (Math.Min(left, column), Math.Max(right, column + 1));
                (top, bottom) = (Math.Min(top, row), Math.Max(bottom, row + 1));
            }
        }

        return (left, top, right, bottom);
    }
}
