namespace DigitEngine.Network;

/// <summary>A rectifier on its own of a trained network.</summary>
internal sealed record TrainedRelu(Shape Shape) : TrainedLayer
{
    public override Shape Input => Shape;

    public override Shape Output => Shape;

    public override InferenceStep Compile<TSimd>() => new ReluStep<TSimd>(Shape);
}
