namespace MlNetDigits.WebApi.Answers;

/// <summary>What the explorer of mistakes has.</summary>
/// <param name="Status"><c>none</c>, <c>working</c>, <c>ready</c> or <c>failed</c>.</param>
/// <param name="Note">Which images these are, or why there are none; for people.</param>
/// <param name="Source">The file that the images come from.</param>
/// <param name="Images">Images in it.</param>
/// <param name="Done">Images evaluated so far.</param>
/// <param name="Right">Images read right.</param>
/// <param name="Counts"><c>counts[actual][predicted]</c>; once it is ready.</param>
internal sealed record ExplorerAnswer(
    string Status, string Note, string? Source = null, int Images = 0, int Done = 0, int Right = 0, int[][]? Counts = null);
