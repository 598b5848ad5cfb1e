namespace MlNetDigits.WebApi.Answers;

/// <summary>One labelled image and what was made of it.</summary>
/// <param name="Index">Its place in the file, counted from 0.</param>
/// <param name="Confidence">The probability of the digit that it was taken for.</param>
/// <param name="IsDigit">Whether it was taken for a digit at all.</param>
/// <param name="Pixels">784 grey values.</param>
internal sealed record ExplorerImage(int Index, float Confidence, bool IsDigit, int[] Pixels);
