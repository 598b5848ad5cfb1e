namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>GraphProto</c>.</summary>
/// <param name="Name">The graph's name.</param>
/// <param name="Nodes">The operations, each after those whose results it takes.</param>
/// <param name="Initializers">The constants: weights, and the shapes of <c>Reshape</c>.</param>
/// <param name="Inputs">What the caller gives.</param>
/// <param name="Outputs">What the caller gets.</param>
internal sealed record OnnxGraph(
    string Name,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxTensor> Initializers,
    IReadOnlyList<OnnxValue> Inputs,
    IReadOnlyList<OnnxValue> Outputs);
