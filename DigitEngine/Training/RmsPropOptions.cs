namespace DigitEngine.Training;

/// <summary>RMSprop (Tieleman and Hinton 2012), which seed 000 trains with.</summary>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public double Alpha { get; init; } = 0.9;

    /// <summary>Keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal override Optimizer Create(int length) => new RmsProp(this, length);

    internal override void Validate()
    {
        base.Validate();
        TrainingOptions.Require(Alpha is >= 0 and < 1, "alpha must be from 0 up to, but not, 1");
        TrainingOptions.Require(Epsilon > 0, "epsilon must be above 0");
    }
}
