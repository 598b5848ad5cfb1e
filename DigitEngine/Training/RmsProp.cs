using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <inheritdoc cref="RmsPropOptions"/>
internal sealed unsafe class RmsProp(RmsPropOptions options, int length) : Optimizer
{
    private readonly AlignedBuffer _square = new(length);
    private float _rate;

    public override IReadOnlyList<AlignedBuffer> State => [_square];

    protected override void Begin(double learningRate) => _rate = (float)learningRate;

    protected override void StepChunk(ParameterStore parameters, int first, int count) =>
        SimdDispatch.Run<Task, int>(new(this, options, parameters, first, count));

    private readonly record struct Task(RmsProp Owner, RmsPropOptions Options, ParameterStore Parameters, int First, int Count)
        : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            OptimizerSteps.RmsProp<TSimd>(
                Parameters.Values.Pointer + First,
                Parameters.Gradients.Pointer + First,
                Owner._square.Pointer + First,
                Count,
                Owner._rate,
                (float)Options.Alpha,
                (float)Options.Epsilon,
                (float)Options.WeightDecay);
            return Count;
        }
    }
}
