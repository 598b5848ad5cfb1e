using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>A layer while it is trained: stages of the forward and the backward pass over buffers it was given.</summary>
internal abstract class Layer(Activation input, Activation output)
{
    /// <summary>Floats of scratch that a thread needs for the largest of the stages.</summary>
    public virtual int ScratchSize => 0;

    /// <summary>What must be done once for each step before its stages: independent of each other.</summary>
    public virtual IEnumerable<Action> Preparations => [];

    public abstract IEnumerable<Stage> Forward { get; }

    public abstract IEnumerable<Stage> Backward { get; }

    /// <summary>Gradients that are summed within each piece and await their sum over the pieces.</summary>
    public virtual PieceGradients? PieceGradients => null;

    protected Activation Input { get; } = input;

    protected Activation Output { get; } = output;

    /// <summary>Sets the weights to their random start.</summary>
    public virtual void Initialize(SeededRandom random)
    {
    }

    /// <summary>The layer as it predicts: null when it then does nothing.</summary>
    public abstract TrainedLayer? ToTrained();

    /// <summary>Uniform in ±√(6 / inputs), which keeps the variance through a rectifier (He et al. 2015).</summary>
    protected static void InitializeUniform(Span<float> weights, int inputs, bool rectified, ref SeededRandom random)
    {
        float bound = MathF.Sqrt((rectified ? 6f : 3f) / inputs);
        foreach (ref float weight in weights)
        {
            weight = random.NextSingle(-bound, bound);
        }
    }
}
