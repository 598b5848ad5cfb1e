namespace DigitEngine.Data.Augmentation;

/// <summary>Adds a part of a neighbouring digit, as happens when a digit is cut out of a row.</summary>
internal static class Clutter
{
    private const float Nearest = 11;
    private const float Farthest = 19;

    /// <summary>Adds what remains of another digit that is moved most of the way out of the image.</summary>
    /// <param name="pixels">784 values in [0, 1].</param>
    /// <param name="neighbour">784 pixels.</param>
    /// <param name="random">The stream of random numbers; three are drawn.</param>
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
