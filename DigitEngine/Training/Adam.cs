using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>Adam (Kingma and Ba 2015), or AdamW (Loshchilov and Hutter 2019) if the decay is decoupled.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <inheritdoc/>
    public override string Name => Decoupled ? "adamw" : "adam";

    /// <summary>The decay of the running mean of the gradients, at least 0 and below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the running mean of the squared gradients, at least 0 and below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator, which it keeps from becoming 0; above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether the weight decay acts on the weights themselves instead of on their gradients.</summary>
    public bool Decoupled { get; init; }

    internal override Optimizer Create(int length) => new Adam(this, length);

    internal override void Validate()
    {
        base.Validate();
        TrainingOptions.Require(Beta1 is >= 0 and < 1, "beta1 must be at least 0 and below 1", Beta1);
        TrainingOptions.Require(Beta2 is >= 0 and < 1, "beta2 must be at least 0 and below 1", Beta2);
        TrainingOptions.Require(Epsilon > 0, "epsilon must be above 0", Epsilon);
    }
}

/// <summary>The factors of one step of Adam, computed once per step.</summary>
/// <param name="Rate">Learning rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ).</param>
/// <param name="Beta1">The decay of the mean.</param>
/// <param name="Beta2">The decay of the mean square.</param>
/// <param name="Epsilon">ε · √(1 − β₂ᵗ).</param>
/// <param name="Decay">Times w, what is added to the gradient.</param>
/// <param name="Shrink">What the weights are multiplied by: 1 − learning rate · decoupled decay.</param>
internal readonly record struct AdamFactors(float Rate, float Beta1, float Beta2, float Epsilon, float Decay, float Shrink);

/// <inheritdoc cref="AdamOptions"/>
internal sealed unsafe class Adam(AdamOptions options, int length) : Optimizer
{
    private readonly AlignedBuffer _mean = new(length);
    private readonly AlignedBuffer _square = new(length);
    private AdamFactors _factors;

    public override IReadOnlyList<AlignedBuffer> State => [_mean, _square];

    /// <summary>One step over a run of parameters.</summary>
    public static void Update<TSimd>(
        float* weights, float* gradient, float* mean, float* square, int count, in AdamFactors factors)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            UpdateLanes<TSimd>(weights + i, gradient + i, mean + i, square + i, factors);
        }

        for (; i < count; i++)
        {
            UpdateLanes<SimdScalar>(weights + i, gradient + i, mean + i, square + i, factors);
        }
    }

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
        SimdDispatch.Run<Chunk, int>(new(this, parameters, first, count));

    private static void UpdateLanes<TSimd>(float* weights, float* gradient, float* mean, float* square, in AdamFactors factors)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd w = TSimd.Load(weights);
        TSimd g = TSimd.MultiplyAdd(TSimd.Broadcast(factors.Decay), w, TSimd.Load(gradient));
        TSimd oldMean = TSimd.Multiply(TSimd.Broadcast(factors.Beta1), TSimd.Load(mean));
        TSimd m = TSimd.MultiplyAdd(TSimd.Broadcast(1 - factors.Beta1), g, oldMean);
        TSimd oldSquare = TSimd.Multiply(TSimd.Broadcast(factors.Beta2), TSimd.Load(square));
        TSimd s = TSimd.MultiplyAdd(TSimd.Multiply(TSimd.Broadcast(1 - factors.Beta2), g), g, oldSquare);
        TSimd root = TSimd.Add(TSimd.SquareRoot(s), TSimd.Broadcast(factors.Epsilon));
        TSimd.Store(m, mean);
        TSimd.Store(s, square);
        TSimd shrunk = TSimd.Multiply(TSimd.Broadcast(factors.Shrink), w);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-factors.Rate), TSimd.Divide(m, root), shrunk), weights);
    }

    private readonly record struct Chunk(Adam Owner, ParameterStore Parameters, int First, int Count) : ISimdTask<int>
    {
        public int Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            Update<TSimd>(
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
