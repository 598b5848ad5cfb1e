namespace DigitPictures.Fields;

/// <summary>A step of a path.</summary>
/// <param name="From">The place that it leaves: node and state in one number.</param>
/// <param name="To">The place that it leads to.</param>
/// <param name="Weight">What it adds to the logarithm of the path's product.</param>
/// <param name="Digit">The segment that it reads as a digit; null where ink is left out, or a character put in.</param>
internal readonly record struct FieldStep(int From, int To, double Weight, Segment? Digit);
