namespace DigitReports;

/// <summary>How many images of each digit a part of the data holds.</summary>
/// <param name="Part">What the part is called, such as <c>training</c>.</param>
/// <param name="Counts">Ten numbers: element d is for digit d.</param>
public sealed record LabelCounts(string Part, IReadOnlyList<int> Counts);
