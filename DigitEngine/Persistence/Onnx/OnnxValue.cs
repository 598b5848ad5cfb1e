namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>ValueInfoProto</c> of a tensor: an input or an output of the graph.</summary>
internal sealed record OnnxValue(string Name, OnnxDataType Type, IReadOnlyList<OnnxDimension> Dimensions);
