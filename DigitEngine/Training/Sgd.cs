using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <inheritdoc cref="SgdOptions"/>
internal sealed unsafe class Sgd(SgdOptions options, int length) : Optimizer
{
    private readonly AlignedBuffer _velocity = new(length);
    private float _rate;

    public override IReadOnlyList<AlignedBuffer> State => [_velocity];

    protected override void Begin(double learningRate) => _rate = (float)learningRate;

    protected override void StepChunk(ParameterStore parameters, int first, int count) =>
        SimdDispatch.Run<Task, int>(new(this, options, parameters, first, count));

    private readonly record struct Task(Sgd Owner, SgdOptions Options, ParameterStore Parameters, int First, int Count)
        : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            OptimizerSteps.Sgd<TSimd>(
                Parameters.Values.Pointer + First,
                Parameters.Gradients.Pointer + First,
                Owner._velocity.Pointer + First,
                Count,
                Owner._rate,
                (float)Options.Momentum,
                (float)Options.WeightDecay,
                Options.Nesterov);
            return Count;
        }
    }
}
