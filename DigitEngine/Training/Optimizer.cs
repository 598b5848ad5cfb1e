using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>How weights follow their gradients. The definitions are those of PyTorch's documentation.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The name that the console app and the model card use.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate, above 0. A schedule multiplies it.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>How strongly weights are drawn towards zero; 0 for not at all.</summary>
    public double WeightDecay { get; init; }

    /// <summary>An optimizer by its name, with its usual settings.</summary>
    /// <param name="name"><c>adam</c>, <c>adamw</c>, <c>rmsprop</c> or <c>sgd</c>.</param>
    /// <exception cref="ArgumentException">There is no optimizer of that name.</exception>
    public static OptimizerOptions Named(string name) => name switch
    {
        "adam" => new AdamOptions(),
        "adamw" => new AdamOptions { Decoupled = true, WeightDecay = 0.01 },
        "rmsprop" => new RmsPropOptions(),
        "sgd" => new SgdOptions(),
        _ => throw new ArgumentException($"expected the optimizer adam, adamw, rmsprop or sgd but found '{name}'"),
    };

    /// <param name="length">The number of parameters.</param>
    internal abstract Optimizer Create(int length);

    /// <exception cref="TrainingOptionsException">A setting is outside its range.</exception>
    internal virtual void Validate()
    {
        TrainingOptions.Require(LearningRate is > 0 and < 1000, "the learning rate must be above 0 and below 1000", LearningRate);
        TrainingOptions.Require(WeightDecay is >= 0 and < 1000, "the weight decay must be at least 0 and below 1000", WeightDecay);
    }
}

/// <summary>Steps all parameters of a network, and owns the running averages that it needs for that.</summary>
internal abstract class Optimizer
{
    /// <summary>Parameters in one item of work: all arrays of a chunk fit into the second-level cache together.</summary>
    private const int ChunkSize = 16 * 1024;

    /// <summary>What the optimizer remembers from step to step, for checkpoints.</summary>
    public abstract IReadOnlyList<AlignedBuffer> State { get; }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Continues from earlier values of <see cref="Steps"/> and <see cref="State"/>.</summary>
    public void Restore(long steps, IReadOnlyList<float[]> state)
    {
        Steps = steps;
        for (int i = 0; i < State.Count; i++)
        {
            state[i].CopyTo(State[i].Span);
        }
    }

    /// <summary>Moves the parameters against their gradients.</summary>
    public void Step(ParameterStore parameters, double learningRate, Workers workers)
    {
        Steps++;
        int length = parameters.Values.Length;
        Begin(learningRate);
        workers.Run((length + ChunkSize - 1) / ChunkSize, (_, item) =>
        {
            int first = item * ChunkSize;
            StepChunk(parameters, first, Math.Min(ChunkSize, length - first));
        });
    }

    /// <summary>Computes the factors of the step.</summary>
    protected abstract void Begin(double learningRate);

    protected abstract void StepChunk(ParameterStore parameters, int first, int count);
}
