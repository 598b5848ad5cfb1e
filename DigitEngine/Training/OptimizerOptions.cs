namespace DigitEngine.Training;

/// <summary>How weights follow their gradients. The definitions are those of PyTorch's documentation.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The name the console app and the model card know it by.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate, above 0; a schedule multiplies it.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>How strongly weights are drawn to zero; 0 for not at all.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The optimizer of a name, with its usual settings.</summary>
    /// <param name="name"><c>adam</c>, <c>adamw</c>, <c>rmsprop</c> or <c>sgd</c>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static OptimizerOptions Named(string name) => name switch
    {
        "adam" => new AdamOptions(),
        "adamw" => new AdamOptions { Decoupled = true, WeightDecay = 0.01 },
        "rmsprop" => new RmsPropOptions(),
        "sgd" => new SgdOptions(),
        _ => throw new ArgumentException($"expected the optimizer adam, adamw, rmsprop or sgd, found '{name}'"),
    };

    internal abstract Optimizer Create(int length);

    internal virtual void Validate()
    {
        TrainingOptions.Require(LearningRate is > 0 and < 1000, "the learning rate must be above 0");
        TrainingOptions.Require(WeightDecay is >= 0 and < 1000, "the weight decay must be 0 or more");
    }
}
