using System.Diagnostics;
using System.Globalization;
using DigitModel.Data;
using DigitModel.Evaluation;
using DigitModel.Network;

namespace DigitModel.Training;

/// <summary>One run of a <see cref="Trainer"/>: its network, its optimizer, and how far it has come.</summary>
internal sealed class TrainingRun
{
    private readonly TrainingOptions _options;
    private readonly DigitDataset _train;
    private readonly DigitDataset _validation;
    private readonly Workers _workers;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly TrainableNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly WeightAverage? _average;
    private readonly DatasetSource _source;
    private readonly List<EpochRecord> _history = [];
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Stopwatch _training = new();
    private readonly int _batchesPerEpoch;
    private readonly long _iterations;
    private long _iteration;
    private long _images;
    private double _lossSum;
    private int _lossImages;
    private TrainedNetwork? _best;
    private int _bestEpoch;

    public TrainingRun(
        TrainingOptions options,
        DigitDataset train,
        DigitDataset validation,
        Workers workers,
        IProgress<TrainingProgress>? progress)
    {
        _options = options;
        _train = train;
        _validation = validation;
        _workers = workers;
        _progress = progress;
        int batchSize = Math.Min(options.BatchSize, train.Count);
        _network = TrainableNetwork.Create(
            options.Network, batchSize, options.Seed, (float)options.LabelSmoothing, workers, options.Initialization);
        _optimizer = options.Optimizer.Create(_network.Parameters.Values.Length);
        _average = options.WeightAveraging > 0 ? new(_network.Parameters, options.WeightAveraging) : null;
        _source = new(train, options.Augmentation?.Create(), options.Seed);
        _batchesPerEpoch = (train.Count + batchSize - 1) / batchSize;
        _iterations = options.Iterations ?? (long)options.Epochs * _batchesPerEpoch;
    }

    private int Epochs => (int)((_iterations + _batchesPerEpoch - 1) / _batchesPerEpoch);

    public TrainingResult Run(CancellationToken cancellation)
    {
        while (_iteration < _iterations && !cancellation.IsCancellationRequested)
        {
            RunEpoch((int)(_iteration / _batchesPerEpoch) + 1, cancellation);
        }

        return new()
        {
            Network = _best ?? Snapshot(),
            BestEpoch = _bestEpoch,
            History = _history,
            Iterations = _iteration,
            ImagesPerSecond = _images / _training.Elapsed.TotalSeconds,
            Elapsed = _elapsed.Elapsed,
            Cancelled = _iteration < _iterations,
        };
    }

    private void RunEpoch(int epoch, CancellationToken cancellation)
    {
        _source.BeginEpoch(epoch);
        _lossSum = 0;
        _lossImages = 0;
        for (int first = 0; first < _train.Count; first += _network.BatchSize)
        {
            double rate = RunBatch(epoch, first);
            bool last = first + _network.BatchSize >= _train.Count || _iteration == _iterations;
            bool stop = last || cancellation.IsCancellationRequested;
            Report(epoch, stop ? Complete(epoch, rate) : null);
            if (stop)
            {
                return;
            }
        }
    }

    private double RunBatch(int epoch, int first)
    {
        _training.Start();
        int count = Math.Min(_network.BatchSize, _train.Count - first);
        Batch batch = new(count, SeededRandom.For(_options.Seed, RandomPurpose.Dropout, (ulong)_iteration).State);
        _source.BeginBatch(first);
        double loss = _network.ComputeGradients(_source, batch);
        if (!double.IsFinite(loss))
        {
            throw Diverged(epoch);
        }

        double rate = _options.Optimizer.LearningRate * _options.Schedule.FactorAt(_iteration, _iterations);
        _optimizer.Step(_network.Parameters, rate, _workers);
        _average?.Add();
        _training.Stop();
        _iteration++;
        _images += count;
        _lossSum += loss * count;
        _lossImages += count;
        return rate;
    }

    /// <summary>Validates, and keeps the network if it is the best so far.</summary>
    private EpochRecord Complete(int epoch, double rate)
    {
        foreach (float value in _network.Parameters.Values.Span)
        {
            if (!float.IsFinite(value))
            {
                throw Diverged(epoch);
            }
        }

        TrainedNetwork network = Snapshot();
        MulticlassMetrics? metrics = _validation.Count == 0 ? null : Evaluator.Evaluate(network, _validation, _workers);
        EpochRecord record = new(
            epoch,
            _iteration,
            rate,
            _lossSum / _lossImages,
            metrics?.LogLoss ?? double.NaN,
            metrics?.MicroAccuracy ?? double.NaN,
            _elapsed.Elapsed.TotalSeconds);
        bool better = metrics == null || _history.All(earlier => record.ValidationLoss < earlier.ValidationLoss);
        if (better)
        {
            _best = network;
            _bestEpoch = epoch;
        }

        _history.Add(record);
        return record;
    }

    private TrainedNetwork Snapshot()
    {
        _average?.Exchange();
        TrainedNetwork network = _network.ToTrained();
        _average?.Exchange();
        return network;
    }

    private void Report(int epoch, EpochRecord? completed)
    {
        TimeSpan elapsed = _elapsed.Elapsed;
        _progress?.Report(new(
            _iteration,
            _iterations,
            epoch,
            Epochs,
            _lossSum / _lossImages,
            _images / _training.Elapsed.TotalSeconds,
            elapsed,
            elapsed * ((double)(_iterations - _iteration) / _iteration),
            completed));
    }

    private TrainingDivergedException Diverged(int epoch) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the loss is no longer a number after {_iteration + 1} batches, in epoch {epoch}: try a learning rate below {_options.Optimizer.LearningRate}"));
}
