namespace DigitEngine.Data;

/// <summary>Lets part of a neighbour's strokes into an image, as happens where a digit is cut out of a row.</summary>
internal static class Clutter
{
    private const float Nearest = 11;
    private const float Farthest = 19;

    /// <summary>Adds the strokes that another digit, moved most of the way out, leaves in the image.</summary>
    /// <param name="pixels">784 values in [0, 1].</param>
    /// <param name="neighbour">784 pixels.</param>
    /// <param name="random">The stream of random numbers, left three further on.</param>
    public static void Add(Span<float> pixels, ReadOnlySpan<byte> neighbour, ref SeededRandom random)
    {
        (float sin, float cos) = MathF.SinCos(random.NextSingle(0, 2 * MathF.PI));
        float distance = random.NextSingle(Nearest, Farthest);
        int right = (int)MathF.Round(distance * cos);
        int down = (int)MathF.Round(distance * sin);
        float ink = random.NextSingle(0.3f, 1) / byte.MaxValue;
        for (int row = Math.Max(0, down); row < Math.Min(DigitImage.Height, DigitImage.Height + down); row++)
        {
            for (int column = Math.Max(0, right); column < Math.Min(DigitImage.Width, DigitImage.Width + right); column++)
            {
                ref float pixel = ref pixels[(row * DigitImage.Width) + column];
                pixel = MathF.Max(pixel, ink * neighbour[((row - down) * DigitImage.Width) + column - right]);
            }
        }
    }
}
