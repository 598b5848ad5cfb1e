namespace DigitPictures.Normalization;

/// <summary>Sums of the powers of pixels.</summary>
internal struct CellMoments
{
    private long _count;
    private long _sum;
    private long _squares;
    private long _cubes;

    /// <summary>Adds pixels.</summary>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        _count += pixels.Length;
        foreach (byte pixel in pixels)
        {
            int square = pixel * pixel;
            _sum += pixel;
            _squares += square;
            _cubes += square * pixel;
        }
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(CellMoments other)
    {
        _count += other._count;
        _sum += other._sum;
        _squares += other._squares;
        _cubes += other._cubes;
    }

    /// <summary>The mean square and the mean cube of the differences from the mean.</summary>
    public readonly (double Variance, double Cube) Central()
    {
        double mean = (double)_sum / _count;
        double square = (double)_squares / _count;
        double variance = Math.Max(0, square - (mean * mean));
        return (variance, ((double)_cubes / _count) - (3 * mean * square) + (2 * mean * mean * mean));
    }
}
