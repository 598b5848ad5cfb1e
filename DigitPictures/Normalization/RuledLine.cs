namespace DigitPictures.Normalization;

/// <summary>A straight line, nearly along one side of the picture: at place a along it, it is at Offset + Slope · a across.</summary>
/// <param name="Offset">Where its middle is at place 0.</param>
/// <param name="Slope">How much it goes across for each step along.</param>
/// <param name="Thickness">Its mean thickness.</param>
/// <param name="First">The first place along at which there is ink.</param>
/// <param name="Last">The last.</param>
internal readonly record struct RuledLine(double Offset, double Slope, double Thickness, int First, int Last)
{
    /// <summary>The middle of the line.</summary>
    public double At(int along) => Offset + (Slope * along);
}
