namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>What became of the images under one corruption.</summary>
/// <param name="Name">The corruption's name.</param>
/// <param name="Accuracy">The share whose most probable digit is right, whether or not the image is taken for a digit.</param>
/// <param name="Accepted">The share taken for digits.</param>
internal sealed record CorruptionResult(string Name, double Accuracy, double Accepted);
