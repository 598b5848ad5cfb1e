namespace MlNetDigits.WebApi.Answers;

/// <summary>Images of one cell of the confusion matrix, the least sure first.</summary>
/// <param name="Total">Images in the cell.</param>
/// <param name="Images">Those asked for.</param>
internal sealed record ExplorerImages(int Total, IReadOnlyList<ExplorerImage> Images);
