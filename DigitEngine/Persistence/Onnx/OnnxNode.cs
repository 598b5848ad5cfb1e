namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>NodeProto</c>: one operation.</summary>
/// <param name="Operator">Such as <c>Conv</c>.</param>
/// <param name="Domain">Empty for the standard operators.</param>
/// <param name="Name">The node's own name.</param>
/// <param name="Inputs">Names of values; an empty one stands for an optional input that is not given.</param>
/// <param name="Outputs">Names of values.</param>
/// <param name="Attributes">The operation's settings.</param>
internal sealed record OnnxNode(
    string Operator,
    string Domain,
    string Name,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>Whether another node computes the same.</summary>
    public bool IsSame(OnnxNode other) =>
        Operator == other.Operator
        && Domain == other.Domain
        && Inputs.SequenceEqual(other.Inputs)
        && Outputs.SequenceEqual(other.Outputs)
        && Attributes.Count == other.Attributes.Count
        && Attributes.Zip(other.Attributes).All(pair => pair.First.IsSame(pair.Second));
}
