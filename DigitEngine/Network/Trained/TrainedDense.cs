namespace DigitEngine.Network;

/// <summary>A trained dense layer, with the flattening in front of it.</summary>
/// <param name="Source">The shape of the input, which is read as a vector.</param>
/// <param name="Units">Outputs.</param>
/// <param name="Weights">Inputs × outputs; where the input is an image or was one, in the order of rows, columns, channels.</param>
/// <param name="Biases">One for each output.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record TrainedDense(Shape Source, int Units, float[] Weights, float[] Biases, bool Relu) : TrainedLayer
{
    public override Shape Input => Source;

    public override Shape Output => new(1, 1, Units);

    public override long ParameterCount => Weights.Length + Biases.Length;

    public override TrainedLayer WithHalfWeights() => this with { Weights = Rounded(Weights) };

    public override InferenceStep Compile<TSimd>() => new DenseStep<TSimd>(this);
}
