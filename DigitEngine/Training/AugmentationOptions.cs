using DigitEngine.Data;

namespace DigitEngine.Training;

/// <summary>How each image is changed at random before it is learnt from, anew in each epoch.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Turned by up to so many degrees either way.</summary>
    public double RotationDegrees { get; init; } = 10;

    /// <summary>Enlarged or reduced by up to this share.</summary>
    public double Scale { get; init; } = 0.1;

    /// <summary>Moved by up to so many pixels.</summary>
    public double ShiftPixels { get; init; } = 2;

    /// <summary>Slanted by up to so many columns a row.</summary>
    public double Shear { get; init; } = 0.1;

    /// <summary>Bent: the control points of a smooth displacement move by up to so many pixels (Simard et al. 2003).</summary>
    public double ElasticPixels { get; init; }

    /// <summary>Strokes made thinner or thicker by up to this share of two pixels.</summary>
    public double Thickness { get; init; }

    /// <summary>The share of images into which some of another digit's strokes come from beside.</summary>
    public double ClutterShare { get; init; }

    /// <summary>
    /// The share of images that also get another look: random filters, blur, grey levels, shadows, occlusions and noise.
    /// </summary>
    public double AppearanceShare { get; init; }

    internal ShapeAugmentation CreateShape() => new(
        new((float)RotationDegrees, (float)Scale, (float)ShiftPixels, (float)Shear), (float)ElasticPixels, (float)Thickness);

    internal void Validate()
    {
        TrainingOptions.Require(RotationDegrees is >= 0 and <= 180, "the rotation must be 0 to 180 degrees");
        TrainingOptions.Require(Scale is >= 0 and < 1, "the scale must be from 0 up to, but not, 1");
        TrainingOptions.Require(ShiftPixels is >= 0 and <= DigitImage.Width, "the shift must be 0 to 28 pixels");
        TrainingOptions.Require(Shear is >= 0 and <= 1, "the shear must be 0 to 1");
        TrainingOptions.Require(ElasticPixels is >= 0 and <= 10, "the elastic displacement must be 0 to 10 pixels");
        TrainingOptions.Require(Thickness is >= 0 and <= 1, "the change of thickness must be 0 to 1");
        TrainingOptions.Require(ClutterShare is >= 0 and <= 1, "the share of images with clutter must be 0 to 1");
        TrainingOptions.Require(AppearanceShare is >= 0 and <= 1, "the share of images with another look must be 0 to 1");
    }
}
