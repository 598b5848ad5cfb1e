using DigitModel.Pictures.Normalization;

namespace DigitModel.Pictures;

/// <summary>A picture of a digit in MNIST's form, and what was found on the way.</summary>
public sealed class NormalizedDigit
{
    /// <summary>Pixels in a row, and rows.</summary>
    internal const int Side = 28;

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

    /// <summary>What <c>DigitImage.FromPicture</c> does.</summary>
    internal static NormalizedDigit From(GrayPicture picture, InkPolarity polarity)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (!Enum.IsDefined(polarity))
            throw new ArgumentOutOfRangeException(nameof(polarity), polarity, null);
        return DigitNormalizer.Normalize(picture, polarity);
    }
}
