namespace DigitEngine.Network;

/// <summary>Batch normalisation that could not be folded into the layer before: x · factor + addend for each channel.</summary>
internal sealed record TrainedScale(Shape Shape, float[] Factors, float[] Addends, bool Relu) : TrainedLayer
{
    public override Shape Input => Shape;

    public override Shape Output => Shape;

    public override long ParameterCount => Factors.Length + Addends.Length;

    public override InferenceStep Compile<TSimd>() => new ScaleStep<TSimd>(this);
}
