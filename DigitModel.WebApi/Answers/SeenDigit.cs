using DigitPictures;

namespace MlNetDigits.WebApi.Answers;

/// <summary>The digit that was found in a picture, in the form that the network takes.</summary>
/// <param name="Pixels">784 grey values from 0 (background) to 255 (ink), 28 rows of 28.</param>
/// <param name="HasInk">Whether anything is written; false for a blank picture.</param>
/// <param name="DarkOnLight">Whether the ink is darker than the paper.</param>
/// <param name="Ink">Where in the picture the ink is.</param>
internal sealed record SeenDigit(int[] Pixels, bool HasInk, bool DarkOnLight, Box Ink)
{
    public static SeenDigit Of(NormalizedDigit digit)
    {
        int[] pixels = new int[digit.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = digit.Pixels[i];
        }

        return new(pixels, digit.HasInk, digit.DarkOnLight, Box.Of(digit.InkBounds));
    }
}
