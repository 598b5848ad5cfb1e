namespace DigitPictures.Formats;

/// <summary>What the components of a JPEG mean.</summary>
internal enum JpegColor
{
    /// <summary>One that is grey, or three of which the first is.</summary>
    Luma,

    /// <summary>Red, green and blue.</summary>
    Rgb,

    /// <summary>Cyan, magenta, yellow and black, each written as what is left of white.</summary>
    Cmyk,

    /// <summary>As <see cref="Cmyk"/>, with the first three as luma and two of colour.</summary>
    Ycck,
}
