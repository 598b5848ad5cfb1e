namespace DigitEngine.Persistence;

/// <summary>A layer's weights: their full name, their shape, and the numbers row-major.</summary>
internal sealed record TensorFlowJsWeights(string Name, int[] Sides, float[] Values);
