using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>The usual settings: learning rate 0.05, momentum 0.9.</summary>
    public SgdOptions() => LearningRate = 0.05;

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary>How much of the last step is kept in the next, at least 0 and below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the step looks ahead along the momentum (Nesterov 1983).</summary>
    public bool Nesterov { get; init; }

    internal override Optimizer Create(int length) => new Sgd(this, length);

    internal override void Validate()
    {
        base.Validate();
        TrainingOptions.Require(Momentum is >= 0 and < 1, "the momentum must be at least 0 and below 1", Momentum);
    }
}

/// <inheritdoc cref="SgdOptions"/>
internal sealed unsafe class Sgd(SgdOptions options, int length) : Optimizer
{
    private readonly AlignedBuffer _velocity = new(length);
    private float _rate;

    public override IReadOnlyList<AlignedBuffer> State => [_velocity];

    /// <summary>
    /// One step over a run of parameters: velocity = momentum · velocity + g; w −= rate · velocity, or with Nesterov
    /// rate · (g + momentum · velocity), where g = gradient + decay · w.
    /// </summary>
    public static void Update<TSimd>(
        float* weights, float* gradient, float* velocity, int count, float rate, float momentum, float decay, bool nesterov)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            UpdateLanes<TSimd>(weights + i, gradient + i, velocity + i, rate, momentum, decay, nesterov);
        }

        for (; i < count; i++)
        {
            UpdateLanes<SimdScalar>(weights + i, gradient + i, velocity + i, rate, momentum, decay, nesterov);
        }
    }

    protected override void Begin(double learningRate) => _rate = (float)learningRate;

    protected override void StepChunk(ParameterStore parameters, int first, int count) =>
        SimdDispatch.Run<Chunk, int>(new(this, options, parameters, first, count));

    private static void UpdateLanes<TSimd>(
        float* weights, float* gradient, float* velocity, float rate, float momentum, float decay, bool nesterov)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd w = TSimd.Load(weights);
        TSimd g = TSimd.MultiplyAdd(TSimd.Broadcast(decay), w, TSimd.Load(gradient));
        TSimd v = TSimd.MultiplyAdd(TSimd.Broadcast(momentum), TSimd.Load(velocity), g);
        TSimd step = nesterov ? TSimd.MultiplyAdd(TSimd.Broadcast(momentum), v, g) : v;
        TSimd.Store(v, velocity);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-rate), step, w), weights);
    }

    private readonly record struct Chunk(Sgd Owner, SgdOptions Options, ParameterStore Parameters, int First, int Count)
        : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            Update<TSimd>(
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
