using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A layer that only predicts: its sizes and weights as they are saved and loaded. Immutable.</summary>
internal abstract record TrainedLayer
{
    public abstract Shape Input { get; }

    public abstract Shape Output { get; }

    /// <summary>How many numbers the layer consists of.</summary>
    public virtual long ParameterCount => 0;

    /// <summary>The layer in the words of a <see cref="NetworkDefinition"/>.</summary>
    public abstract string ToText();

    /// <summary>
    /// The layer with its weights, not its biases, rounded to half precision. The layer itself if it has no weights or if one
    /// is too large for that.
    /// </summary>
    public virtual TrainedLayer WithHalfWeights() => this;

    /// <summary>One layer that does what this one and the next do; null if there is none.</summary>
    public virtual TrainedLayer? MergeWith(TrainedLayer next) => null;

    /// <summary>Prepares the layer for registers of one width.</summary>
    public abstract InferenceStep Compile<TSimd>()
        where TSimd : unmanaged, ISimd<TSimd>;

    /// <summary>Weights rounded to half precision, or the weights themselves if one is too large for that.</summary>
    protected static float[] Rounded(float[] weights)
    {
        float[] rounded = Array.ConvertAll(weights, weight => (float)(Half)weight);
        return Array.TrueForAll(rounded, float.IsFinite) ? rounded : weights;
    }
}

/// <summary>A trained layer with its weights packed for this machine. Immutable and shared by all threads.</summary>
internal abstract unsafe class InferenceStep(Shape input, Shape output)
{
    public Shape Input { get; } = input;

    public Shape Output { get; } = output;

    /// <summary>Floats of scratch memory that <see cref="Run"/> needs.</summary>
    public virtual int ScratchSize => 0;

    /// <summary>Whether many images at once cost less than one after the other, because weights are then read only once.</summary>
    public virtual bool PrefersBatches => false;

    public abstract void Run(int images, float* input, float* output, float* scratch);
}

/// <summary>Merges layers, such as a batch normalisation into the convolution before it.</summary>
internal static class LayerFolding
{
    /// <summary>The same function in as few layers as possible. A null is a layer that does nothing in prediction.</summary>
    public static IReadOnlyList<TrainedLayer> Fold(IEnumerable<TrainedLayer?> layers)
    {
        List<TrainedLayer> folded = [];
        foreach (TrainedLayer layer in layers.OfType<TrainedLayer>())
        {
            if (folded.Count > 0 && folded[^1].MergeWith(layer) is TrainedLayer merged)
            {
                folded[^1] = merged;
            }
            else
            {
                folded.Add(layer);
            }
        }

        return folded;
    }
}
