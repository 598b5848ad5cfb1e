namespace DigitEngine.Network;

/// <summary>
/// A rectifier on its own: max(0, x). The other layers take <c>relu</c> as an option, which is faster. Text: <c>relu</c>.
/// </summary>
public sealed record ReluDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string ToString() => "relu";

    internal override Shape OutputFor(Shape input) => input;
}
