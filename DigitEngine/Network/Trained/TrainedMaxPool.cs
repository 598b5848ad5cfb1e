using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A max-pooling of a trained network.</summary>
internal sealed record TrainedMaxPool(PoolGeometry Geometry) : TrainedLayer
{
    public override Shape Input => new(Geometry.InputHeight, Geometry.InputWidth, Geometry.Channels);

    public override Shape Output => new(Geometry.OutputHeight, Geometry.OutputWidth, Geometry.Channels);

    public override InferenceStep Compile<TSimd>() => new MaxPoolStep<TSimd>(this);
}
