namespace DigitEngine.Data;

/// <summary>Makes other images of the same digit: each a little turned, scaled, sheared and shifted at random.</summary>
/// <param name="MaxRotationDegrees">Turned by up to this much either way.</param>
/// <param name="MaxScale">Scaled by 1 − this to 1 + this; in [0, 1).</param>
/// <param name="MaxShiftPixels">Shifted by up to this much either way, in x and y by themselves.</param>
/// <param name="MaxShear">Sheared by up to this many columns a row, either way.</param>
internal sealed record AffineAugmentation(float MaxRotationDegrees, float MaxScale, float MaxShiftPixels, float MaxShear)
{
    /// <summary>Draws one change, always by five numbers of the stream.</summary>
    public AffineTransform Draw(ref SeededRandom random) => new(
        RotationRadians: Symmetric(ref random, MaxRotationDegrees) * (MathF.PI / 180),
        Scale: 1 + Symmetric(ref random, MaxScale),
        Shear: Symmetric(ref random, MaxShear),
        ShiftX: Symmetric(ref random, MaxShiftPixels),
        ShiftY: Symmetric(ref random, MaxShiftPixels));

    /// <summary>Draws a change and applies it.</summary>
    /// <param name="source">784 pixels.</param>
    /// <param name="destination">784 values in [0, 1].</param>
    /// <param name="random">The stream of random numbers, left five further on.</param>
    public void Apply(ReadOnlySpan<byte> source, Span<float> destination, ref SeededRandom random) =>
        Draw(ref random).Apply(source, destination);

    private static float Symmetric(ref SeededRandom random, float max) => random.NextSingle(-max, max);
}
