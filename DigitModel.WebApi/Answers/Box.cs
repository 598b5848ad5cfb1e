using DigitPictures;

namespace MlNetDigits.WebApi.Answers;

/// <summary>A rectangle of a picture's pixels.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal sealed record Box(int Left, int Top, int Width, int Height)
{
    public static Box Of(PictureBounds bounds) => new(bounds.Left, bounds.Top, bounds.Width, bounds.Height);
}
