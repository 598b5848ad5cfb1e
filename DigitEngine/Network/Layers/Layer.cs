using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A layer while it is trained: stages of the forward and the backward pass over buffers it was given.</summary>
internal abstract class Layer(LayerBuffer input, LayerBuffer output)
{
    /// <summary>Floats of scratch that a thread needs for the largest of the stages.</summary>
    public virtual int ScratchSize => 0;

    /// <summary>What must be done once for each step before its stages: independent of each other.</summary>
    public virtual IEnumerable<Action> Preparations => [];

    public abstract IEnumerable<Stage> Forward { get; }

    public abstract IEnumerable<Stage> Backward { get; }

    /// <summary>Gradients that are summed within each piece and await their sum over the pieces.</summary>
    public virtual PieceGradients? PieceGradients => null;

    protected LayerBuffer Input { get; } = input;

    protected LayerBuffer Output { get; } = output;

    /// <summary>Sets the weights to their random start.</summary>
    public virtual void Initialize(WeightInitialization initialization, SeededRandom random)
    {
    }

    /// <summary>
    /// Makes the backward pass begin at the gradient behind the 2×2 pooling that follows, so that the one of this layer's own
    /// output is never written and takes no memory. For rectified convolutions.
    /// </summary>
    public virtual void TakeGradientThrough(PoolGeometry pool, LayerBuffer pooled) =>
        throw new NotSupportedException($"{GetType().Name} has no way through a pooling.");

    /// <summary>The layer as it predicts: null when it then does nothing.</summary>
    public abstract TrainedLayer? ToTrained();

    /// <summary>Draws weights and biases of a layer whose outputs each add up so many inputs.</summary>
    protected static void DrawUniform(
        WeightInitialization initialization, Parameter weights, Parameter biases, int inputs, int outputs, bool rectified, SeededRandom random)
    {
        float bound = initialization switch
        {
            WeightInitialization.Glorot => MathF.Sqrt(6f / (inputs + outputs)),
            WeightInitialization.PyTorch => MathF.Sqrt(1f / inputs),
            _ => MathF.Sqrt((rectified ? 6f : 3f) / inputs),
        };
        foreach (ref float weight in weights.Span)
        {
            weight = random.NextSingle(-bound, bound);
        }

        if (initialization == WeightInitialization.PyTorch)
        {
            foreach (ref float bias in biases.Span)
            {
                bias = random.NextSingle(-bound, bound);
            }
        }
    }
}
