namespace DigitPictures.Fields;

/// <summary>A place at which a digit may begin or end.</summary>
/// <param name="Group">The number of the group that it is before, or in.</param>
/// <param name="Cut">The cut of that group; null for the place before all of it.</param>
/// <param name="Place">Where it is along the line.</param>
internal readonly record struct LatticeNode(int Group, Cut? Cut, double Place);
