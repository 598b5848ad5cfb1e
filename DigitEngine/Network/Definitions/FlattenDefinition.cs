namespace DigitEngine.Network;

/// <summary>Makes a vector of an image, for dense layers. Text: <c>flatten</c>.</summary>
public sealed record FlattenDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string ToString() => "flatten";

    internal override Shape OutputFor(Shape input) => new(1, 1, input.Size);
}
