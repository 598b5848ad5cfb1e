using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>RMSprop (Tieleman and Hinton 2012), which <see cref="Architecture.CnnDigitRecognizer"/> is trained with.</summary>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary>The decay of the running mean of the squared gradients, at least 0 and below 1.</summary>
    public double Alpha { get; init; } = 0.9;

    /// <summary>Added to the denominator, which it keeps from becoming 0; above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal override Optimizer Create(int length) => new RmsProp(this, length);

    internal override void Validate()
    {
        base.Validate();
        TrainingOptions.Require(Alpha is >= 0 and < 1, "alpha must be at least 0 and below 1", Alpha);
        TrainingOptions.Require(Epsilon > 0, "epsilon must be above 0", Epsilon);
    }
}

/// <inheritdoc cref="RmsPropOptions"/>
internal sealed unsafe class RmsProp(RmsPropOptions options, int length) : Optimizer
{
    private readonly AlignedBuffer _square = new(length);
    private float _rate;

    public override IReadOnlyList<AlignedBuffer> State => [_square];

    /// <summary>
    /// One step over a run of parameters: square = alpha · square + (1 − alpha) · g²; w −= rate · g / (√square + epsilon),
    /// where g = gradient + decay · w.
    /// </summary>
    public static void Update<TSimd>(
        float* weights, float* gradient, float* square, int count, float rate, float alpha, float epsilon, float decay)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            UpdateLanes<TSimd>(weights + i, gradient + i, square + i, rate, alpha, epsilon, decay);
        }

        for (; i < count; i++)
        {
            UpdateLanes<SimdScalar>(weights + i, gradient + i, square + i, rate, alpha, epsilon, decay);
        }
    }

    protected override void Begin(double learningRate) => _rate = (float)learningRate;

    protected override void StepChunk(ParameterStore parameters, int first, int count) =>
        SimdDispatch.Run<Chunk, int>(new(this, options, parameters, first, count));

    private static void UpdateLanes<TSimd>(
        float* weights, float* gradient, float* square, float rate, float alpha, float epsilon, float decay)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd w = TSimd.Load(weights);
        TSimd g = TSimd.MultiplyAdd(TSimd.Broadcast(decay), w, TSimd.Load(gradient));
        TSimd old = TSimd.Multiply(TSimd.Broadcast(alpha), TSimd.Load(square));
        TSimd s = TSimd.MultiplyAdd(TSimd.Multiply(TSimd.Broadcast(1 - alpha), g), g, old);
        TSimd root = TSimd.Add(TSimd.SquareRoot(s), TSimd.Broadcast(epsilon));
        TSimd.Store(s, square);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-rate), TSimd.Divide(g, root), w), weights);
    }

    private readonly record struct Chunk(RmsProp Owner, RmsPropOptions Options, ParameterStore Parameters, int First, int Count)
        : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            Update<TSimd>(
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
