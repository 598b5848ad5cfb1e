using System.Globalization;

namespace DigitEngine.Network;

/// <summary>Drops values while training, and does nothing afterwards. Text: <c>dropout 0.5</c>.</summary>
/// <param name="Rate">The probability to drop a value, from 0 up to but not including 1.</param>
public sealed record DropoutDefinition(float Rate) : LayerDefinition
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dropout {Rate}");

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(Rate is >= 0 and < 1, "the rate must be from 0 up to, but not, 1");
        return input;
    }
}
