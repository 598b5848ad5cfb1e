namespace DigitEngine.Network;

/// <summary>
/// Batch normalisation of each channel over the batch and the image (Ioffe and Szegedy 2015), ε = 10⁻⁵, running averages
/// with momentum 0.1. Text: <c>batchnorm relu</c>.
/// </summary>
public sealed record BatchNormDefinition : LayerDefinition
{
    /// <summary>Whether negative results become 0.</summary>
    public bool Relu { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Relu ? "batchnorm relu" : "batchnorm";

    internal override Shape OutputFor(Shape input) => input;

    internal override long ParametersFor(Shape input) => 2L * input.Channels;
}
