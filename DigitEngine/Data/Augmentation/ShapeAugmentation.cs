namespace DigitEngine.Data;

/// <summary>Makes the same digit as another hand would write it: turned, slanted, shifted, bent, with a thinner or thicker pen.</summary>
/// <param name="Affine">Turning, scaling, slanting, shifting.</param>
/// <param name="ElasticPixels">The control points of a bend move by up to this much; 0 for no bends.</param>
/// <param name="Thickness">Strokes go up to this share of two pixels thinner or thicker; in [0, 1].</param>
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
