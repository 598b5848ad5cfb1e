namespace DigitModel.Data;

/// <summary>The shape of every image here, as in MNIST: grey, row after row, 0 for background and 255 for full ink.</summary>
public static class DigitImage
{
    /// <summary>Pixels in a row.</summary>
    public const int Width = 28;

    /// <summary>Rows in an image.</summary>
    public const int Height = 28;

    /// <summary>Pixels, and so bytes, in an image; the pixel at (row, column) is number row · 28 + column.</summary>
    public const int PixelCount = Width * Height;

    /// <summary>The number of classes; the class of a digit is the digit itself.</summary>
    public const int ClassCount = 10;
}
