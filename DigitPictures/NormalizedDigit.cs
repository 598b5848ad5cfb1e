using DigitEngine.Data;
using DigitPictures.Normalization;

namespace DigitPictures;

/// <summary>A picture of a digit in MNIST's form, and what was found on the way.</summary>
public sealed class NormalizedDigit
{
    /// <summary>Pixels in a row, and rows.</summary>
    internal const int Side = DigitImage.Width;

    private readonly byte[] _pixels;

    internal NormalizedDigit(byte[] pixels, PictureBounds inkBounds, bool darkOnLight)
    {
        _pixels = pixels;
        InkBounds = inkBounds;
        DarkOnLight = darkOnLight;
    }

    /// <summary>784 grey values from 0 (background) to 255 (ink), 28 rows of 28; all of them 0 where there is no ink.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Whether there is a digit, or anything else that is written; false for a blank picture.</summary>
    public bool HasInk => InkBounds.Width > 0;

    /// <summary>Where in the picture the ink is; empty where there is none.</summary>
    public PictureBounds InkBounds { get; }

    /// <summary>Whether the ink is darker than the paper; of no meaning where there is no ink.</summary>
    public bool DarkOnLight { get; }

    /// <summary>
    /// Turns a picture of one handwritten digit into MNIST's form, as the makers of MNIST did it: the ink is told from paper,
    /// shade and noise; specks and ruled lines are dropped; the digit is scaled to fit 20 x 20 with its aspect kept and its
    /// edges smooth, and moved by whole pixels, so that its centre of mass is nearest to the centre of 28 x 28.
    /// </summary>
    /// <remarks>
    /// Three things go beyond MNIST's makers, whose forms were scanned alike. A picture of more than 2²⁰ pixels is made
    /// smaller first. Strokes thinner than almost all of MNIST's are widened a little. A digit that touches all four sides of
    /// a nearly square picture was stretched to do so, and is drawn narrower. The same picture always gives the same pixels.
    /// </remarks>
    /// <param name="picture">A picture of any size, with the digit anywhere in it.</param>
    /// <param name="polarity">Whether the ink is dark or light, if it is known.</param>
    public static NormalizedDigit FromPicture(GrayPicture picture, InkPolarity polarity = InkPolarity.Detect)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (!Enum.IsDefined(polarity))
        {
            throw new ArgumentOutOfRangeException(nameof(polarity), polarity, null);
        }

        return DigitNormalizer.Normalize(picture, polarity);
    }
}
