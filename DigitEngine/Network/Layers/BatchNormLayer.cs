using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// Batch normalisation while it is trained. The statistics are over the whole batch, so the pieces meet once on the way
/// forward and once on the way back.
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

    // For each piece two sums a channel; then what the whole batch gives a channel.
    private readonly AlignedBuffer[] _sums;
    private readonly AlignedBuffer _mean;
    private readonly AlignedBuffer _factor;
    private readonly AlignedBuffer _addend;
    private readonly AlignedBuffer _gradientFactor;
    private readonly double[] _inverseDeviation;

    public BatchNormLayer(bool relu, LayerBuffer input, LayerBuffer output, ParameterStore store, string name, int pieces)
        : base(input, output)
    {
        _relu = relu;
        _channels = input.Shape.Channels;
        _pixels = input.Shape.Height * input.Shape.Width;
        _scale = store.Add(name + ".scale", _channels);
        _offset = store.Add(name + ".offset", _channels);
        _runningMean = store.AddStatistic(name + ".mean", _channels);
        _runningVariance = store.AddStatistic(name + ".variance", _channels);
        _sums = [.. Enumerable.Range(0, pieces).Select(_ => new AlignedBuffer(2 * _channels))];
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
            double factorOf = _scale.Span[c] / Math.Sqrt(_runningVariance.Span[c] + Epsilon);
            factors[c] = (float)factorOf;
            addends[c] = (float)(_offset.Span[c] - (_runningMean.Span[c] * factorOf));
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
            double meanOf = _runningMean.Values[c] + shifted;
            double variance = Math.Max(0, (squares / count) - (shifted * shifted));
            double unbiased = count > 1 ? variance * count / (count - 1) : variance;
            _inverseDeviation[c] = 1 / Math.Sqrt(variance + Epsilon);
            double factorOf = _scale.Values[c] * _inverseDeviation[c];
            _mean.Pointer[c] = (float)meanOf;
            _factor.Pointer[c] = (float)factorOf;
            _addend.Pointer[c] = (float)(_offset.Values[c] - (meanOf * factorOf));
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
