namespace DigitEngine.Data.Augmentation;

/// <summary>
/// A transformation of an image about its centre: scaling, shearing (x += <paramref name="Shear"/> · y), rotation, which is
/// clockwise on the screen, and then a shift to the right and down.
/// </summary>
internal readonly record struct AffineTransform(float RotationRadians, float Scale, float Shear, float ShiftX, float ShiftY)
{
    // One pixel of background on the left and above, two on the right and below: see Apply.
    private const int PaddedWidth = DigitImage.Width + 3;
    private const int PaddedHeight = DigitImage.Height + 3;

    /// <summary>
    /// Writes the transformed image. Each pixel is divided by 255 and interpolated bilinearly where it comes from; outside the
    /// image it is 0.
    /// </summary>
    /// <param name="source">784 pixels.</param>
    /// <param name="destination">784 values in [0, 1].</param>
    public void Apply(ReadOnlySpan<byte> source, Span<float> destination) => Apply(source, destination, [], []);

    /// <summary>Writes the transformed image, in which each pixel also has a displacement of its own.</summary>
    /// <param name="source">784 pixels.</param>
    /// <param name="destination">784 values in [0, 1].</param>
    /// <param name="displacementX">How many pixels further to the right each of the 784 pixels comes from; may be empty.</param>
    /// <param name="displacementY">How many pixels further down; may be empty.</param>
    public void Apply(
        ReadOnlySpan<byte> source, Span<float> destination, ReadOnlySpan<float> displacementX, ReadOnlySpan<float> displacementY)
    {
        const double centreX = (DigitImage.Width - 1) / 2.0;
        const double centreY = (DigitImage.Height - 1) / 2.0;
        (double sin, double cos) = Math.SinCos(RotationRadians);

        // The inverse of rotation · shear · scale leads from a pixel of the result to where it comes from.
        float xx = (float)((cos + (Shear * sin)) / Scale);
        float xy = (float)((sin - (Shear * cos)) / Scale);
        float yx = (float)(-sin / Scale);
        float yy = (float)(cos / Scale);
        float originX = (float)(centreX - (xx * (centreX + ShiftX)) - (xy * (centreY + ShiftY)));
        float originY = (float)(centreY - (yx * (centreX + ShiftX)) - (yy * (centreY + ShiftY)));

        Span<float> padded = stackalloc float[PaddedHeight * PaddedWidth];
        Pad(source, padded);
        for (int row = 0; row < DigitImage.Height; row++)
        {
            float rowX = originX + (row * xy);
            float rowY = originY + (row * yy);
            Span<float> line = destination.Slice(row * DigitImage.Width, DigitImage.Width);
            ReadOnlySpan<float> moreX = displacementX.IsEmpty ? default : displacementX.Slice(row * DigitImage.Width, DigitImage.Width);
            ReadOnlySpan<float> moreY = displacementY.IsEmpty ? default : displacementY.Slice(row * DigitImage.Width, DigitImage.Width);
            for (int column = 0; column < line.Length; column++)
            {
                float fromX = rowX + (column * xx);
                float fromY = rowY + (column * yx);
                if (!moreX.IsEmpty)
                {
                    fromX += moreX[column];
                    fromY += moreY[column];
                }

                // A position outside is clamped to the padding, where all four neighbours are background. Adding 1 gives the
                // position in the padded image, which is not negative, so that the cast rounds down.
                float x = Math.Clamp(fromX, -1, DigitImage.Width) + 1;
                float y = Math.Clamp(fromY, -1, DigitImage.Height) + 1;
                int left = (int)x;
                int top = (int)y;
                x -= left;
                y -= top;
                ReadOnlySpan<float> corner = padded.Slice((top * PaddedWidth) + left, PaddedWidth + 2);
                float upper = corner[0] + (x * (corner[1] - corner[0]));
                float lower = corner[PaddedWidth] + (x * (corner[PaddedWidth + 1] - corner[PaddedWidth]));
                line[column] = upper + (y * (lower - upper));
            }
        }
    }

    private static void Pad(ReadOnlySpan<byte> source, Span<float> padded)
    {
        for (int row = 0; row < DigitImage.Height; row++)
        {
            ReadOnlySpan<byte> from = source.Slice(row * DigitImage.Width, DigitImage.Width);
            Span<float> to = padded.Slice(((row + 1) * PaddedWidth) + 1, DigitImage.Width);
            for (int column = 0; column < from.Length; column++)
            {
                to[column] = from[column] / 255f;
            }
        }
    }
}
