namespace DigitPictures.Formats;

/// <summary>How a BMP's pixels are packed, numbered as in the file.</summary>
internal enum BmpCompression
{
    None = 0,
    RunLength8 = 1,
    RunLength4 = 2,
    Masks = 3,
    AlphaMasks = 6,
}
