namespace DigitPictures.Fields;

/// <summary>A way through a group of ink from top to bottom.</summary>
/// <param name="Columns">For each row of the group, the column of the map before which it cuts.</param>
/// <param name="Place">Where it is along the line, in the mean of its rows.</param>
/// <param name="Cost">How much ink it goes through, as a share of the line's height.</param>
internal sealed record Cut(int[] Columns, double Place, double Cost);
