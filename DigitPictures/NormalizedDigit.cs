using DigitEngine.Data;
using DigitPictures.Normalization;

namespace DigitPictures;

/// <summary>A digit in MNIST's form, and where in its picture it was found.</summary>
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

    /// <summary>784 values from 0 (background) to 255 (ink), 28 rows of 28; all 0 if there is no ink.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Whether anything is written, a digit or not; false for a blank picture.</summary>
    public bool HasInk => InkBounds.Width > 0;

    /// <summary>The bounds of the ink in the picture; empty if there is none.</summary>
    public PictureBounds InkBounds { get; }

    /// <summary>Whether the ink is darker than the paper; meaningless if there is no ink.</summary>
    public bool DarkOnLight { get; }

    /// <summary>
    /// Brings a picture of one handwritten digit into MNIST's form, as the makers of MNIST did. The ink is separated from paper,
    /// shadows and noise; specks and ruled lines are removed; the digit is scaled to fit 20 x 20 with its aspect kept and its
    /// edges smooth, and moved by whole pixels so that its centre of mass is as near as possible to the centre of 28 x 28.
    /// </summary>
    /// <remarks>
    /// Three steps go beyond the makers of MNIST, whose forms were all scanned alike. Pictures of more than 2²⁰ pixels are
    /// reduced first. Strokes thinner than nearly all of MNIST's are widened a little. A digit that touches all four sides of a nearly
    /// square picture has been stretched, and is drawn narrower. The same picture always gives the same pixels.
    /// </remarks>
    /// <param name="picture">A picture of any size, with the digit anywhere in it.</param>
    /// <param name="polarity">Whether the ink is dark or light, if known.</param>
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

/// <summary>Whether the ink of a picture is darker or lighter than the paper.</summary>
public enum InkPolarity
{
    /// <summary>Found from the picture: paper has the larger area and lies along the border.</summary>
    Detect,

    /// <summary>Dark ink on light paper.</summary>
    DarkOnLight,

    /// <summary>Light ink on a dark ground, as on a blackboard and in MNIST itself.</summary>
    LightOnDark,
}
