namespace DigitPictures.Normalization;

/// <summary>A way through a map: along one side, and at each place across it.</summary>
/// <param name="Length">Places along.</param>
/// <param name="Step">From one place along to the next, in the map's array.</param>
/// <param name="Breadth">Places across.</param>
/// <param name="StepAcross">From one place across to the next.</param>
internal readonly record struct Scan(int Length, int Step, int Breadth, int StepAcross);
