using DigitModel.Data;

namespace DigitModel.Training;

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

    internal AffineAugmentation Create() => new((float)RotationDegrees, (float)Scale, (float)ShiftPixels, (float)Shear);

    internal void Validate()
    {
        TrainingOptions.Require(RotationDegrees is >= 0 and <= 180, "the rotation must be 0 to 180 degrees");
        TrainingOptions.Require(Scale is >= 0 and < 1, "the scale must be from 0 up to, but not, 1");
        TrainingOptions.Require(ShiftPixels is >= 0 and <= DigitImage.Width, "the shift must be 0 to 28 pixels");
        TrainingOptions.Require(Shear is >= 0 and <= 1, "the shear must be 0 to 1");
    }
}
