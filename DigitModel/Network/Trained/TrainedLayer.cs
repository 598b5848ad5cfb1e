using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>A layer that only predicts: its sizes and its weights, as they are saved and loaded. Never changed.</summary>
internal abstract record TrainedLayer
{
    public abstract Shape Input { get; }

    public abstract Shape Output { get; }

    public virtual long ParameterCount => 0;

    /// <summary>The layer made ready for one width of registers.</summary>
    public abstract InferenceStep Compile<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>;
}
