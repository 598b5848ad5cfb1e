namespace DigitEngine.Persistence;

/// <summary>A network in TensorFlow.js' layers format.</summary>
/// <param name="Layers">The layers, each after those whose results it takes; the first is the input, the last the output.</param>
/// <param name="Weights">All weights.</param>
internal sealed record TensorFlowJsModel(IReadOnlyList<TensorFlowJsLayer> Layers, IReadOnlyList<TensorFlowJsWeights> Weights);
