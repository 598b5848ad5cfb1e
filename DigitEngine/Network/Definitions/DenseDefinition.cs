using System.Globalization;

namespace DigitEngine.Network;

/// <summary>A dense (fully connected) layer with a bias for each unit. Text: <c>dense 64 relu</c>.</summary>
/// <param name="Units">Outputs, at least 1.</param>
public sealed record DenseDefinition(int Units) : LayerDefinition
{
    /// <summary>Whether negative results become 0.</summary>
    public bool Relu { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"dense {Units}{(Relu ? " relu" : "")}");

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(Units is >= 1 and <= 65536, "units must be 1 to 65536");
        NetworkDefinitionException.Require(
            input.Height == 1 && input.Width == 1, $"a dense layer needs a vector, not {input}: put flatten before it");
        return new(1, 1, Units);
    }

    internal override long ParametersFor(Shape input) => ((long)input.Size * Units) + Units;
}
