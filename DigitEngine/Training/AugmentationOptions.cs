using DigitEngine.Data;
using DigitEngine.Data.Augmentation;

namespace DigitEngine.Training;

/// <summary>How each image is changed at random before training on it, differently in every epoch.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Rotation by up to this many degrees in either direction, 0 to 180.</summary>
    public double RotationDegrees { get; init; } = 10;

    /// <summary>Enlargement or reduction by up to this share, at least 0 and below 1.</summary>
    public double Scale { get; init; } = 0.1;

    /// <summary>Shift by up to this many pixels in each direction, 0 to 28.</summary>
    public double ShiftPixels { get; init; } = 2;

    /// <summary>Shear by up to this many columns per row, 0 to 1.</summary>
    public double Shear { get; init; } = 0.1;

    /// <summary>
    /// Elastic distortion (Simard et al. 2003): the control points of a smooth displacement move by up to this many pixels, 0 to
    /// 10.
    /// </summary>
    public double ElasticPixels { get; init; }

    /// <summary>Strokes become thinner or thicker by up to this share of two pixels, 0 to 1.</summary>
    public double Thickness { get; init; }

    /// <summary>The share of images into which strokes of a neighbouring digit intrude, 0 to 1.</summary>
    public double ClutterShare { get; init; }

    /// <summary>
    /// The share of images whose appearance changes as well: by random filters, blur, grey levels, shadows, occlusions and
    /// noise; 0 to 1.
    /// </summary>
    public double AppearanceShare { get; init; }

    internal ShapeAugmentation CreateShape() => new(
        new((float)RotationDegrees, (float)Scale, (float)ShiftPixels, (float)Shear), (float)ElasticPixels, (float)Thickness);

    internal void Validate()
    {
        TrainingOptions.Require(RotationDegrees is >= 0 and <= 180, "the rotation must be 0 to 180 degrees", RotationDegrees);
        TrainingOptions.Require(Scale is >= 0 and < 1, "the scale must be at least 0 and below 1", Scale);
        TrainingOptions.Require(ShiftPixels is >= 0 and <= DigitImage.Width, "the shift must be 0 to 28 pixels", ShiftPixels);
        TrainingOptions.Require(Shear is >= 0 and <= 1, "the shear must be 0 to 1", Shear);
        TrainingOptions.Require(ElasticPixels is >= 0 and <= 10, "the elastic displacement must be 0 to 10 pixels", ElasticPixels);
        TrainingOptions.Require(Thickness is >= 0 and <= 1, "the change of thickness must be 0 to 1", Thickness);
        TrainingOptions.Require(ClutterShare is >= 0 and <= 1, "the share of images with clutter must be 0 to 1", ClutterShare);
        TrainingOptions.Require(AppearanceShare is >= 0 and <= 1, "the share of images with another look must be 0 to 1", AppearanceShare);
    }
}
