using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A layer that only predicts: its sizes and its weights, as they are saved and loaded. Never changed.</summary>
internal abstract record TrainedLayer
{
    public abstract Shape Input { get; }

    public abstract Shape Output { get; }

    public virtual long ParameterCount => 0;

    /// <summary>
    /// The same layer with its weights, not its biases, rounded to half precision; itself if it has none, or too large ones.
    /// </summary>
    public virtual TrainedLayer WithHalfWeights() => this;

    /// <summary>Weights rounded to half precision, or as they are if one is too large for that.</summary>
    protected static float[] Rounded(float[] weights)
    {
        float[] rounded = Array.ConvertAll(weights, weight => (float)(Half)weight);
        return Array.TrueForAll(rounded, float.IsFinite) ? rounded : weights;
    }

    /// <summary>The layer made ready for one width of registers.</summary>
    public abstract InferenceStep Compile<TSimd>()
        where TSimd : unmanaged, ISimd<TSimd>;
}
