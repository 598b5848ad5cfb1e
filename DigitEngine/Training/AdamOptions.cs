namespace DigitEngine.Training;

/// <summary>Adam (Kingma and Ba 2015), or AdamW (Loshchilov and Hutter 2019) when the decay is decoupled.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <inheritdoc/>
    public override string Name => Decoupled ? "adamw" : "adam";

    /// <summary>Decay of the gradients' running mean.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether the weight decay acts on the weights themselves instead of on the gradient.</summary>
    public bool Decoupled { get; init; }

    internal override Optimizer Create(int length) => new Adam(this, length);

    internal override void Validate()
    {
        base.Validate();
        TrainingOptions.Require(Beta1 is >= 0 and < 1 && Beta2 is >= 0 and < 1, "betas must be from 0 up to, but not, 1");
        TrainingOptions.Require(Epsilon > 0, "epsilon must be above 0");
    }
}
