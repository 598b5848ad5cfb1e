namespace DigitEngine.Network;

/// <summary>Turns an image into a vector, which dense layers need. Text: <c>flatten</c>.</summary>
public sealed record FlattenDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string ToString() => "flatten";

    internal static FlattenDefinition Parse(LayerText text) => new();

    internal override Shape OutputFor(Shape input) => new(1, 1, input.Size);

    // An image is stored as the vector it becomes.
    internal override Layer? CreateLayer<TSimd>(LayerContext context) => null;
}
