using System.Diagnostics;
using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>The training of one member of a run: its network, its optimizer and its progress.</summary>
internal sealed class MemberRun
{
    private readonly TrainingOptions _options;
    private readonly DigitDataset _validation;
    private readonly Workers _workers;
    private readonly Action<MemberRun, EpochRecord?> _report;
    private readonly Action<MemberRun> _interrupted;
    private readonly TrainableNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly WeightAverage? _average;
    private readonly DatasetSource _source;
    private readonly List<EpochRecord> _history = [];
    private readonly Func<TimeSpan> _elapsed;
    private readonly Stopwatch _training = new();
    private readonly int _batchesPerEpoch;
    private readonly long _iterations;
    private TimeSpan _trainingBefore;
    private long _iteration;
    private long _images;
    private double _lossSum;
    private int _lossImages;
    private float[][] _best = [];
    private int _bestEpoch;

    /// <param name="options">What to train, and how.</param>
    /// <param name="train">The images to train on.</param>
    /// <param name="validation">The images to validate on; may be empty.</param>
    /// <param name="workers">The threads to work with.</param>
    /// <param name="elapsed">The time since the whole run began.</param>
    /// <param name="report">Called after every batch; after the last one of an epoch, with the epoch's record.</param>
    /// <param name="interrupted">Called if the run is cancelled: before an epoch is ended early, or after a whole epoch.</param>
    /// <param name="resume">Where to continue, or null to start anew.</param>
    public MemberRun(
        TrainingOptions options,
        DigitDataset train,
        DigitDataset validation,
        Workers workers,
        Func<TimeSpan> elapsed,
        Action<MemberRun, EpochRecord?> report,
        Action<MemberRun> interrupted,
        MemberCheckpoint? resume)
    {
        _options = options;
        _validation = validation;
        _workers = workers;
        _elapsed = elapsed;
        _report = report;
        _interrupted = interrupted;
        _source = new(train, options.Augmentation, options.OutlierShare, options.Seed);
        int batchSize = Math.Min(options.BatchSize, _source.Count);
        _network = TrainableNetwork.Create(
            options.Network, batchSize, options.Seed, options.Loss, workers, options.Initialization);
        _optimizer = options.Optimizer.Create(_network.Parameters.Values.Length);
        _average = options.WeightAveraging > 0 ? new(_network.Parameters, options.WeightAveraging) : null;
        _batchesPerEpoch = (_source.Count + batchSize - 1) / batchSize;
        _iterations = options.Iterations ?? (long)options.Epochs * _batchesPerEpoch;
        if (resume is not null)
        {
            Restore(resume);
        }
    }

    /// <summary>Batches of the whole run, unless it is cancelled.</summary>
    public long Iterations => _iterations;

    /// <summary>Epochs of the whole run; the last one may be shorter.</summary>
    public int Epochs => (int)((_iterations + _batchesPerEpoch - 1) / _batchesPerEpoch);

    /// <summary>Batches trained on so far.</summary>
    public long Iteration => _iteration;

    /// <summary>The current epoch, counted from 1, or the last one.</summary>
    public int Epoch { get; private set; }

    /// <summary>The mean loss of the current epoch so far.</summary>
    public double Loss => _lossSum / _lossImages;

    /// <summary>Images trained on so far.</summary>
    public long Images => _images;

    /// <summary>The time spent on training so far, without validation.</summary>
    public TimeSpan TrainingTime => _trainingBefore + _training.Elapsed;

    /// <summary>The epoch whose weights are kept; 0 before the end of the first epoch.</summary>
    public int BestEpoch => _bestEpoch;

    public IReadOnlyList<EpochRecord> History => _history;

    /// <summary>Whether the last epoch is complete, or the run is.</summary>
    public bool IsBetweenEpochs => _iteration % _batchesPerEpoch == 0 || _iteration == _iterations;

    /// <summary>The network with the weights that are kept.</summary>
    public TrainedNetwork Network
    {
        get
        {
            ExchangeBest();
            TrainedNetwork network = _network.ToTrained();
            ExchangeBest();
            return network;
        }
    }

    private IEnumerable<AlignedBuffer> Weights => [_network.Parameters.Values, _network.Parameters.RunningStatistics];

    /// <summary>The member's state. A finished member leaves out what only further training would need.</summary>
    public MemberCheckpoint Capture(bool finished) => new()
    {
        Iteration = _iteration,
        Images = _images,
        LossSum = _lossSum,
        LossImages = _lossImages,
        BestEpoch = _bestEpoch,
        OptimizerSteps = _optimizer.Steps,
        AveragedSteps = _average?.Steps ?? 0,
        TrainingTime = TrainingTime,
        History = [.. _history],
        State = finished
            ? []
            : [.. Weights.Concat(_optimizer.State).Select(buffer => buffer.Span.ToArray()), .. Copies(_average?.State ?? [])],
        Best = Copies(_best),
    };

    public void Run(CancellationToken cancellation)
    {
        while (_iteration < _iterations && !cancellation.IsCancellationRequested)
        {
            Epoch = (int)(_iteration / _batchesPerEpoch) + 1;
            RunEpoch(Epoch, cancellation);
        }
    }

    private void Restore(MemberCheckpoint from)
    {
        if (!Fits(from))
        {
            throw new TrainingCheckpointException("checkpoint", "does not fit the network that the options describe");
        }

        _iteration = from.Iteration;
        _images = from.Images;
        _lossSum = from.LossSum;
        _lossImages = from.LossImages;
        _bestEpoch = from.BestEpoch;
        _trainingBefore = from.TrainingTime;
        _history.AddRange(from.History);
        _best = Copies(from.Best);
        if (from.State.Count == 0)
        {
            return;
        }

        int next = 0;
        foreach (AlignedBuffer buffer in Weights)
        {
            from.State[next++].CopyTo(buffer.Span);
        }

        _optimizer.Restore(from.OptimizerSteps, [.. from.State.Skip(next).Take(_optimizer.State.Count)]);
        _average?.Restore(from.AveragedSteps, [.. from.State.Skip(next + _optimizer.State.Count)]);
    }

    /// <summary>Whether a checkpoint's arrays have the lengths of this member's.</summary>
    private bool Fits(MemberCheckpoint from)
    {
        int[] weights = [.. Weights.Select(buffer => buffer.Length)];
        int[] state =
        [
            .. weights, .. _optimizer.State.Select(buffer => buffer.Length), .. (_average?.State ?? []).Select(array => array.Length),
        ];
        bool finished = from.State.Count == 0 && from.Iteration == _iterations;
        return from.Iteration >= 0 && from.Iteration <= _iterations
            && (finished || from.State.Select(array => array.Length).SequenceEqual(state))
            && (from.Best.Count == 0 || from.Best.Select(array => array.Length).SequenceEqual(weights));
    }

    private void RunEpoch(int epoch, CancellationToken cancellation)
    {
        _source.BeginEpoch(epoch);
        int begin = (int)(_iteration % _batchesPerEpoch);
        if (begin == 0)
        {
            _lossSum = 0;
            _lossImages = 0;
        }

        for (int first = begin * _network.BatchSize; first < _source.Count; first += _network.BatchSize)
        {
            double rate = RunBatch(epoch, first);
            bool last = first + _network.BatchSize >= _source.Count || _iteration == _iterations;
            if (!last && cancellation.IsCancellationRequested)
            {
                _interrupted(this);
            }

            bool stop = last || cancellation.IsCancellationRequested;
            _report(this, stop ? Complete(epoch, rate) : null);
            if (last && cancellation.IsCancellationRequested)
            {
                // The epoch is complete, but the run ends here.
                _interrupted(this);
            }

            if (stop)
            {
                return;
            }
        }
    }

    private double RunBatch(int epoch, int first)
    {
        _training.Start();
        int count = Math.Min(_network.BatchSize, _source.Count - first);
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

    /// <summary>Validates the network, and keeps its weights if they are the best so far.</summary>
    private EpochRecord Complete(int epoch, double rate)
    {
        foreach (float value in _network.Parameters.Values.Span)
        {
            if (!float.IsFinite(value))
            {
                throw Diverged(epoch);
            }
        }

        _average?.Exchange();
        MulticlassMetrics? metrics =
            _validation.Count == 0 ? null : Evaluator.Evaluate(_network.ToTrained(), _validation, _workers);
        EpochRecord record = new(
            epoch,
            _iteration,
            rate,
            _lossSum / _lossImages,
            metrics?.LogLoss ?? double.NaN,
            metrics?.MicroAccuracy ?? double.NaN,
            _elapsed().TotalSeconds);

        // One cycle ends with a learning rate of almost nothing. Its last epoch is the best one even if a few validation images
        // say otherwise.
        bool better = metrics is null
            || _options.Schedule == LearningRateSchedule.OneCycle
            || _history.All(earlier => record.ValidationLoss < earlier.ValidationLoss);
        if (better)
        {
            _best = [.. Weights.Select(buffer => buffer.Span.ToArray())];
            _bestEpoch = epoch;
        }

        _average?.Exchange();
        _history.Add(record);
        return record;
    }

    /// <summary>Exchanges the weights that are kept with the network's own. A second call restores them.</summary>
    private void ExchangeBest()
    {
        foreach ((AlignedBuffer weights, float[] best) in Weights.Zip(_best))
        {
            float[] own = weights.Span.ToArray();
            best.CopyTo(weights.Span);
            own.CopyTo(best, 0);
        }
    }

    private static float[][] Copies(IReadOnlyList<float[]> arrays) => [.. arrays.Select(array => (float[])array.Clone())];

    private TrainingDivergedException Diverged(int epoch) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the loss is no longer a number after {_iteration + 1} batches, in epoch {epoch}: try a learning rate below {_options.Optimizer.LearningRate}"));
}
