namespace DigitEngine.Training;

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>The usual settings: learning rate 0.05, momentum 0.9.</summary>
    public SgdOptions() => LearningRate = 0.05;

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary>How much of the last step goes into the next.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the gradient is looked up where the momentum leads (Nesterov 1983).</summary>
    public bool Nesterov { get; init; }

    internal override Optimizer Create(int length) => new Sgd(this, length);

    internal override void Validate()
    {
        base.Validate();
        TrainingOptions.Require(Momentum is >= 0 and < 1, "the momentum must be from 0 up to, but not, 1");
    }
}
