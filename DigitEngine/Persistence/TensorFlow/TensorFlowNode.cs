namespace DigitEngine.Persistence;

/// <summary>TensorFlow's <c>NodeDef</c>: one operation.</summary>
/// <param name="Name">The name, which is also that of the node's result.</param>
/// <param name="Operator">Such as <c>Conv2D</c>.</param>
/// <param name="Inputs">Names of the nodes whose results it takes.</param>
/// <param name="Attributes">The operation's settings, each an <c>AttrValue</c>.</param>
internal sealed record TensorFlowNode(
    string Name, string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<(string Name, WireMessage Value)> Attributes);
