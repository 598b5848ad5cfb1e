namespace DigitPictures.Formats;

/// <summary>A PNG's colour types, numbered as in the file.</summary>
internal enum PngColor
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}
