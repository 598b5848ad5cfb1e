using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <inheritdoc cref="AdamOptions"/>
internal sealed unsafe class Adam(AdamOptions options, int length) : Optimizer
{
    private readonly AlignedBuffer _mean = new(length);
    private readonly AlignedBuffer _square = new(length);
    private AdamFactors _factors;

    public override IReadOnlyList<AlignedBuffer> State => [_mean, _square];

    protected override void Begin(double learningRate)
    {
        double meanCorrection = 1 - Math.Pow(options.Beta1, Steps);
        double squareCorrection = Math.Sqrt(1 - Math.Pow(options.Beta2, Steps));
        _factors = new(
            Rate: (float)(learningRate * squareCorrection / meanCorrection),
            Beta1: (float)options.Beta1,
            Beta2: (float)options.Beta2,
            Epsilon: (float)(options.Epsilon * squareCorrection),
            Decay: options.Decoupled ? 0 : (float)options.WeightDecay,
            Shrink: options.Decoupled ? (float)(1 - (learningRate * options.WeightDecay)) : 1);
    }

    protected override void StepChunk(ParameterStore parameters, int first, int count) =>
        SimdDispatch.Run<Task, int>(new(this, parameters, first, count));

    private readonly record struct Task(Adam Owner, ParameterStore Parameters, int First, int Count) : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            OptimizerSteps.Adam<TSimd>(
                Parameters.Values.Pointer + First,
                Parameters.Gradients.Pointer + First,
                Owner._mean.Pointer + First,
                Owner._square.Pointer + First,
                Count,
                Owner._factors);
            return Count;
        }
    }
}
