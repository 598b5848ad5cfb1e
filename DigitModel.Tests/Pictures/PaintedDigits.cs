using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.Tests.Pictures;

/// <summary>Digits of the sample painted into larger pictures, dark on light.</summary>
internal static class PaintedDigits
{
    private static readonly Lazy<DigitDataset> Sample =
        new(() => DigitFile.ReadLabeled(Path.Combine(Repository.Root, "assets", "digits-10k.csv.gz")));

    public static byte[] Digit(int number) => Sample.Value.Image(number).ToArray();

    /// <summary>Ink from 0 to 1 at every pixel: the digit, enlarged smoothly, with its 28 x 28 frame at a place.</summary>
    public static double[] Ink(byte[] digit, int width, int height, double scale, double left, double top)
    {
        double[] ink = new double[width * height];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                ink[(row * width) + column] = At(digit, ((column + 0.5 - left) / scale) - 0.5, ((row + 0.5 - top) / scale) - 0.5);
            }
        }

        return ink;
    }

    /// <summary>A picture of ink on paper, both of which may differ from place to place.</summary>
    public static GrayPicture Paint(double[] ink, int width, Func<int, int, double> paper, double inkShade = 30)
    {
        byte[] pixels = new byte[ink.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            double light = paper(i % width, i / width);
            pixels[i] = (byte)Math.Clamp(Math.Round(light + (ink[i] * (inkShade - light))), 0, 255);
        }

        return new(width, ink.Length / width, pixels);
    }

    /// <summary>A digit in the middle of white paper, 140 x 140.</summary>
    public static GrayPicture OnWhite(byte[] digit) => Paint(Ink(digit, 140, 140, 4, 14, 14), 140, (_, _) => 255, 0);

    public static GrayPicture Inverted(GrayPicture picture) =>
        new(picture.Width, picture.Height, picture.Pixels.ToArray().Select(pixel => (byte)(255 - pixel)).ToArray());

    /// <summary>
    /// The mean difference of pixels, with one image moved by up to a pixel: places are rounded to whole pixels, and so a hair's
    /// difference of the centre of mass may move a digit by one.
    /// </summary>
    public static double MeanDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        double least = double.PositiveInfinity;
        for (int right = -1; right <= 1; right++)
        {
            for (int down = -1; down <= 1; down++)
            {
                double sum = 0;
                for (int i = 0; i < a.Length; i++)
                {
                    (int row, int column) = ((i / 28) + down, (i % 28) + right);
                    sum += Math.Abs(a[i] - (row is >= 0 and < 28 && column is >= 0 and < 28 ? b[(row * 28) + column] : 0));
                }

                least = Math.Min(least, sum / a.Length);
            }
        }

        return least;
    }

    private static double At(byte[] digit, double x, double y)
    {
        (int left, int top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        double upper = Lerp(Pixel(digit, left, top), Pixel(digit, left + 1, top), x - left);
        double lower = Lerp(Pixel(digit, left, top + 1), Pixel(digit, left + 1, top + 1), x - left);
        return Lerp(upper, lower, y - top);
    }

    private static double Lerp(double a, double b, double share) => a + (share * (b - a));

    private static double Pixel(byte[] digit, int x, int y) => x is < 0 or > 27 || y is < 0 or > 27 ? 0 : digit[(y * 28) + x] / 255.0;
}
