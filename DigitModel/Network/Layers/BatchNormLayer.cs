using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>
/// Batch normalisation while it is trained. The statistics are over the whole batch, so the pieces meet once on the way
/// forward and once on the way back.
/// </summary>
internal sealed unsafe class BatchNormLayer<TLanes> : Layer
    where TLanes : unmanaged, ILanes<TLanes>
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    private readonly bool relu;
    private readonly int channels;
    private readonly int pixels;
    private readonly Parameter scale;
    private readonly Parameter offset;
    private readonly Parameter runningMean;
    private readonly Parameter runningVariance;

    // For each piece two sums a channel; then what the whole batch gives a channel.
    private readonly AlignedBuffer[] sums;
    private readonly AlignedBuffer mean;
    private readonly AlignedBuffer factor;
    private readonly AlignedBuffer addend;
    private readonly AlignedBuffer gradientFactor;
    private readonly double[] inverseDeviation;

    public BatchNormLayer(bool relu, Activation input, Activation output, ParameterStore store, string name, int pieces)
        : base(input, output)
    {
        this.relu = relu;
        channels = input.Shape.Channels;
        pixels = input.Shape.Height * input.Shape.Width;
        scale = store.Add(name + ".scale", channels);
        offset = store.Add(name + ".offset", channels);
        runningMean = store.AddStatistic(name + ".mean", channels);
        runningVariance = store.AddStatistic(name + ".variance", channels);
        sums = [.. Enumerable.Range(0, pieces).Select(_ => new AlignedBuffer(2 * channels))];
        mean = new(channels);
        factor = new(channels);
        addend = new(channels);
        gradientFactor = new(channels);
        inverseDeviation = new double[channels];
    }

    public override IEnumerable<Stage> Forward => [new(SumPiece), Stage.Single(CombineSums), new(ApplyPiece)];

    public override IEnumerable<Stage> Backward => [new(SumGradientPiece), Stage.Single(CombineGradients), new(GradientPiece)];

    public override void Initialize(SeededRandom random)
    {
        scale.Span.Fill(1);
        runningVariance.Span.Fill(1);
    }

    public override TrainedLayer ToTrained()
    {
        float[] factors = new float[channels];
        float[] addends = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            double factorOf = scale.Span[c] / Math.Sqrt(runningVariance.Span[c] + Epsilon);
            factors[c] = (float)factorOf;
            addends[c] = (float)(offset.Span[c] - (runningMean.Span[c] * factorOf));
        }

        return new TrainedScale(Input.Shape, factors, addends, relu);
    }

    private void SumPiece(in Work work)
    {
        float* sum = sums[work.Item].Pointer;
        BatchNorm.Sums<TLanes>(
            work.Count * pixels, channels, Input.ValueOf(work.First), runningMean.Values, sum, sum + channels);
    }

    private void CombineSums(in Work work)
    {
        double count = (double)work.Batch.Count * pixels;
        for (int c = 0; c < channels; c++)
        {
            (double sum, double squares) = Total(work.Batch.Pieces, c);
            double shifted = sum / count;
            double meanOf = runningMean.Values[c] + shifted;
            double variance = Math.Max(0, (squares / count) - (shifted * shifted));
            double unbiased = count > 1 ? variance * count / (count - 1) : variance;
            inverseDeviation[c] = 1 / Math.Sqrt(variance + Epsilon);
            double factorOf = scale.Values[c] * inverseDeviation[c];
            mean.Pointer[c] = (float)meanOf;
            factor.Pointer[c] = (float)factorOf;
            addend.Pointer[c] = (float)(offset.Values[c] - (meanOf * factorOf));
            runningMean.Values[c] = (float)(runningMean.Values[c] + (Momentum * shifted));
            runningVariance.Values[c] = (float)(((1 - Momentum) * runningVariance.Values[c]) + (Momentum * unbiased));
        }
    }

    private void ApplyPiece(in Work work) => BatchNorm.Apply<TLanes>(
        work.Count * pixels, channels, Input.ValueOf(work.First), factor.Pointer, addend.Pointer, relu, Output.ValueOf(work.First));

    private void SumGradientPiece(in Work work)
    {
        float* sum = sums[work.Item].Pointer;
        float* output = relu ? Output.ValueOf(work.First) : null;
        BatchNorm.GradientSums<TLanes>(
            work.Count * pixels,
            channels,
            Input.ValueOf(work.First),
            output,
            mean.Pointer,
            Output.GradientOf(work.First),
            sum,
            sum + channels);
    }

    private void CombineGradients(in Work work)
    {
        double count = (double)work.Batch.Count * pixels;
        for (int c = 0; c < channels; c++)
        {
            (double sum, double products) = Total(work.Batch.Pieces, c);
            double a = scale.Values[c] * inverseDeviation[c];
            double b = -a * inverseDeviation[c] * inverseDeviation[c] * products / count;
            offset.Gradients[c] = (float)sum;
            scale.Gradients[c] = (float)(products * inverseDeviation[c]);
            gradientFactor.Pointer[c] = (float)b;
            addend.Pointer[c] = (float)((-a * sum / count) - (b * mean.Pointer[c]));
        }
    }

    private void GradientPiece(in Work work)
    {
        if (Input.Gradients != null)
        {
            BatchNorm.InputGradient<TLanes>(
                work.Count * pixels,
                channels,
                Input.ValueOf(work.First),
                Output.GradientOf(work.First),
                factor.Pointer,
                gradientFactor.Pointer,
                addend.Pointer,
                Input.GradientOf(work.First));
        }
    }

    private (double First, double Second) Total(int pieces, int channel)
    {
        double first = 0, second = 0;
        for (int piece = 0; piece < pieces; piece++)
        {
            first += sums[piece].Pointer[channel];
            second += sums[piece].Pointer[channels + channel];
        }

        return (first, second);
    }
}
