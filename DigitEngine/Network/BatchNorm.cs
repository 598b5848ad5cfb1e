using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// Batch normalisation of each channel over the batch and the image (Ioffe and Szegedy 2015) with ε = 10⁻⁵. The running
/// averages have a momentum of 0.1. Text: <c>batchnorm relu</c>.
/// </summary>
public sealed record BatchNormDefinition : LayerDefinition
{
    /// <summary>Whether negative results become 0.</summary>
    public bool Relu { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Relu ? "batchnorm relu" : "batchnorm";

    internal static BatchNormDefinition Parse(LayerText text) => new() { Relu = text.Take("relu") };

    internal override Shape OutputFor(Shape input) => input;

    internal override long ParametersFor(Shape input) => 2L * input.Channels;

    internal override bool FoldsInto(LayerDefinition before) =>
        before is ConvolutionDefinition { Relu: false } or DenseDefinition { Relu: false };

    internal override Layer CreateLayer<TSimd>(LayerContext context) => new BatchNormLayer<TSimd>(context, Relu);
}

/// <summary>
/// Batch normalisation in training. The statistics are those of the whole batch, so all pieces meet once on the way forward
/// and once on the way back.
/// </summary>
internal sealed unsafe class BatchNormLayer<TSimd> : Layer
    where TSimd : unmanaged, ISimd<TSimd>
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    private readonly bool _relu;
    private readonly int _channels;
    private readonly int _pixels;
    private readonly Parameter _scale;
    private readonly Parameter _offset;
    private readonly Parameter _runningMean;
    private readonly Parameter _runningVariance;

    // Two sums per channel for each piece.
    private readonly AlignedBuffer[] _sums;

    // What follows from the whole batch, one value per channel.
    private readonly AlignedBuffer _mean;
    private readonly AlignedBuffer _factor;
    private readonly AlignedBuffer _addend;
    private readonly AlignedBuffer _gradientFactor;
    private readonly double[] _inverseDeviation;

    public BatchNormLayer(LayerContext context, bool relu)
        : base(context)
    {
        _relu = relu;
        _channels = Input.Shape.Channels;
        _pixels = Input.Shape.Height * Input.Shape.Width;
        _scale = context.AddParameter("batchnorm.scale", _channels);
        _offset = context.AddParameter("batchnorm.offset", _channels);
        _runningMean = context.AddStatistic("batchnorm.mean", _channels);
        _runningVariance = context.AddStatistic("batchnorm.variance", _channels);
        _sums = [.. Enumerable.Range(0, context.Pieces).Select(_ => new AlignedBuffer(2 * _channels))];
        _mean = new(_channels);
        _factor = new(_channels);
        _addend = new(_channels);
        _gradientFactor = new(_channels);
        _inverseDeviation = new double[_channels];
    }

    public override IEnumerable<Stage> Forward => [new(SumPiece), Stage.Single(CombineSums), new(ApplyPiece)];

    public override IEnumerable<Stage> Backward => [new(SumGradientPiece), Stage.Single(CombineGradients), new(GradientPiece)];

    public override void Initialize(WeightInitialization initialization, SeededRandom random)
    {
        _scale.Span.Fill(1);
        _runningVariance.Span.Fill(1);
    }

    public override TrainedLayer ToTrained()
    {
        float[] factors = new float[_channels];
        float[] addends = new float[_channels];
        for (int c = 0; c < _channels; c++)
        {
            double factor = _scale.Span[c] / Math.Sqrt(_runningVariance.Span[c] + Epsilon);
            factors[c] = (float)factor;
            addends[c] = (float)(_offset.Span[c] - (_runningMean.Span[c] * factor));
        }

        return new TrainedScale(Input.Shape, factors, addends, _relu);
    }

    private void SumPiece(in Work work)
    {
        float* sum = _sums[work.Item].Pointer;
        BatchNorm.Sums<TSimd>(
            work.Count * _pixels, _channels, Input.ValueOf(work.First), _runningMean.Values, sum, sum + _channels);
    }

    private void CombineSums(in Work work)
    {
        double count = (double)work.Batch.Count * _pixels;
        for (int c = 0; c < _channels; c++)
        {
            (double sum, double squares) = Total(work.Batch.Pieces, c);
            double shifted = sum / count;
            double mean = _runningMean.Values[c] + shifted;
            double variance = Math.Max(0, (squares / count) - (shifted * shifted));
            double unbiased = count > 1 ? variance * count / (count - 1) : variance;
            _inverseDeviation[c] = 1 / Math.Sqrt(variance + Epsilon);
            double factor = _scale.Values[c] * _inverseDeviation[c];
            _mean.Pointer[c] = (float)mean;
            _factor.Pointer[c] = (float)factor;
            _addend.Pointer[c] = (float)(_offset.Values[c] - (mean * factor));
            _runningMean.Values[c] = (float)(_runningMean.Values[c] + (Momentum * shifted));
            _runningVariance.Values[c] = (float)(((1 - Momentum) * _runningVariance.Values[c]) + (Momentum * unbiased));
        }
    }

    private void ApplyPiece(in Work work) => BatchNorm.Apply<TSimd>(
        work.Count * _pixels, _channels, Input.ValueOf(work.First), _factor.Pointer, _addend.Pointer, _relu, Output.ValueOf(work.First));

    private void SumGradientPiece(in Work work)
    {
        float* sum = _sums[work.Item].Pointer;
        float* output = _relu ? Output.ValueOf(work.First) : null;
        BatchNorm.GradientSums<TSimd>(
            work.Count * _pixels,
            _channels,
            Input.ValueOf(work.First),
            output,
            _mean.Pointer,
            Output.GradientOf(work.First),
            sum,
            sum + _channels);
    }

    private void CombineGradients(in Work work)
    {
        double count = (double)work.Batch.Count * _pixels;
        for (int c = 0; c < _channels; c++)
        {
            (double sum, double products) = Total(work.Batch.Pieces, c);
            double a = _scale.Values[c] * _inverseDeviation[c];
            double b = -a * _inverseDeviation[c] * _inverseDeviation[c] * products / count;
            _offset.Gradients[c] = (float)sum;
            _scale.Gradients[c] = (float)(products * _inverseDeviation[c]);
            _gradientFactor.Pointer[c] = (float)b;
            _addend.Pointer[c] = (float)((-a * sum / count) - (b * _mean.Pointer[c]));
        }
    }

    private void GradientPiece(in Work work)
    {
        if (Input.Gradients is not null)
        {
            BatchNorm.InputGradient<TSimd>(
                work.Count * _pixels,
                _channels,
                Input.ValueOf(work.First),
                Output.GradientOf(work.First),
                _factor.Pointer,
                _gradientFactor.Pointer,
                _addend.Pointer,
                Input.GradientOf(work.First));
        }
    }

    private (double First, double Second) Total(int pieces, int channel)
    {
        double first = 0, second = 0;
        for (int piece = 0; piece < pieces; piece++)
        {
            first += _sums[piece].Pointer[channel];
            second += _sums[piece].Pointer[_channels + channel];
        }

        return (first, second);
    }
}

/// <summary>
/// A trained batch normalisation, x · factor + addend for each channel, where it can't be merged into the layer before it.
/// </summary>
internal sealed record TrainedScale(Shape Shape, float[] Factors, float[] Addends, bool Relu) : TrainedLayer
{
    public override Shape Input => Shape;

    public override Shape Output => Shape;

    public override long ParameterCount => Factors.Length + Addends.Length;

    public override string ToText() => new BatchNormDefinition { Relu = Relu }.ToString();

    public override TrainedLayer? MergeWith(TrainedLayer next) => next is TrainedRelu ? this with { Relu = true } : null;

    public override InferenceStep Compile<TSimd>() => new ScaleStep<TSimd>(this);

    /// <summary>The weights of the layer before it with this scale in them; the output channel comes last in them.</summary>
    public float[] ScaleWeights(float[] weights)
    {
        float[] scaled = new float[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            scaled[i] = weights[i] * Factors[i % Factors.Length];
        }

        return scaled;
    }

    /// <summary>The biases of the layer before it with this scale in them.</summary>
    public float[] ScaleBiases(float[] biases)
    {
        float[] scaled = new float[biases.Length];
        for (int i = 0; i < biases.Length; i++)
        {
            scaled[i] = (float)(((double)biases[i] * Factors[i]) + Addends[i]);
        }

        return scaled;
    }
}

/// <summary>Predicts with a batch normalisation that stands alone.</summary>
internal sealed unsafe class ScaleStep<TSimd> : InferenceStep
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly AlignedBuffer _factors;
    private readonly AlignedBuffer _addends;
    private readonly bool _relu;

    public ScaleStep(TrainedScale layer)
        : base(layer.Input, layer.Output)
    {
        _relu = layer.Relu;
        _factors = new(layer.Factors.Length);
        _addends = new(layer.Addends.Length);
        layer.Factors.CopyTo(_factors.Span);
        layer.Addends.CopyTo(_addends.Span);
    }

    public override void Run(int images, float* input, float* output, float* scratch) => BatchNorm.Apply<TSimd>(
        images * Input.Height * Input.Width, Input.Channels, input, _factors.Pointer, _addends.Pointer, _relu, output);
}
