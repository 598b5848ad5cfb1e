namespace DigitEngine.Data.Augmentation;

/// <summary>
/// Changes a digit as if another hand had written it: rotated, slanted, shifted, distorted, with a thinner or thicker pen.
/// </summary>
/// <param name="Affine">Rotation, scaling, slant and shift.</param>
/// <param name="ElasticPixels">The control points of a distortion move by up to this many pixels; 0 for no distortion.</param>
/// <param name="Thickness">Strokes become thinner or thicker by up to this share of two pixels; in [0, 1].</param>
internal sealed record ShapeAugmentation(AffineAugmentation Affine, float ElasticPixels, float Thickness)
{
    /// <summary>Draws a change and applies it.</summary>
    /// <param name="source">784 pixels.</param>
    /// <param name="destination">784 values in [0, 1].</param>
    /// <param name="random">The stream of random numbers.</param>
    public void Apply(ReadOnlySpan<byte> source, Span<float> destination, ref SeededRandom random)
    {
        AffineTransform transform = Affine.Draw(ref random);
        if (ElasticPixels > 0)
        {
            Span<float> x = stackalloc float[DigitImage.PixelCount];
            Span<float> y = stackalloc float[DigitImage.PixelCount];
            ElasticField.Fill(x, ElasticPixels, ref random);
            ElasticField.Fill(y, ElasticPixels, ref random);
            transform.Apply(source, destination, x, y);
        }
        else
        {
            transform.Apply(source, destination);
        }

        if (Thickness > 0 && random.NextSingle() < 0.5f)
        {
            ImageFilters.Thicken(destination, random.NextSingle(-Thickness, Thickness));
        }
    }
}

/// <summary>Rotates, scales, shears and shifts digits a little at random.</summary>
/// <param name="MaxRotationDegrees">The largest rotation in either direction.</param>
/// <param name="MaxScale">The scale is between 1 − this and 1 + this; in [0, 1).</param>
/// <param name="MaxShiftPixels">The largest shift, in x and y independently.</param>
/// <param name="MaxShear">The largest shear in columns per row, in either direction.</param>
internal sealed record AffineAugmentation(float MaxRotationDegrees, float MaxScale, float MaxShiftPixels, float MaxShear)
{
    /// <summary>Draws a transformation, for which it always takes five numbers from the stream.</summary>
    public AffineTransform Draw(ref SeededRandom random) => new(
        RotationRadians: Symmetric(ref random, MaxRotationDegrees) * (MathF.PI / 180),
        Scale: 1 + Symmetric(ref random, MaxScale),
        Shear: Symmetric(ref random, MaxShear),
        ShiftX: Symmetric(ref random, MaxShiftPixels),
        ShiftY: Symmetric(ref random, MaxShiftPixels));

    /// <summary>Draws a change and applies it.</summary>
    /// <param name="source">784 pixels.</param>
    /// <param name="destination">784 values in [0, 1].</param>
    /// <param name="random">The stream of random numbers; five are drawn.</param>
    public void Apply(ReadOnlySpan<byte> source, Span<float> destination, ref SeededRandom random) =>
        Draw(ref random).Apply(source, destination);

    private static float Symmetric(ref SeededRandom random, float max) => random.NextSingle(-max, max);
}
