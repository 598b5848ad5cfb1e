using System.Diagnostics;
using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>One run of a <see cref="Trainer"/>: trains its members one after the other and combines them.</summary>
internal sealed class TrainingRun
{
    /// <summary>Shorter epochs are not worth a checkpoint each.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly TrainingOptions _options;
    private readonly DigitDataset _train;
    private readonly DigitDataset _validation;
    private readonly Workers _workers;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CheckpointOptions? _checkpoints;
    private readonly string _identity;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly TimeSpan _elapsedBefore;
    private readonly List<EpochRecord> _history = [];
    private readonly List<TrainedNetwork> _networks = [];
    private readonly List<MemberCheckpoint> _finished = [];
    private int _bestEpoch;
    private long _iterations;
    private long _images;
    private TimeSpan _trainingTime;
    private TimeSpan _lastCheckpoint;

    public TrainingRun(
        TrainingOptions options,
        DigitDataset train,
        DigitDataset validation,
        Workers workers,
        IProgress<TrainingProgress>? progress,
        CheckpointOptions? checkpoints)
    {
        _options = options;
        _train = train;
        _validation = validation;
        _workers = workers;
        _progress = progress;
        _checkpoints = checkpoints;
        _elapsedBefore = checkpoints?.Resume?.Elapsed ?? TimeSpan.Zero;
        _identity = checkpoints is null ? "" : IdentityOf(options, train, validation);
        if (checkpoints?.Resume is TrainingCheckpoint resume && resume.Identity != _identity)
        {
            throw new TrainingCheckpointException("checkpoint", "comes from a run with other options or other data");
        }
    }

    public TrainingResult Run(CancellationToken cancellation)
    {
        bool cancelled = false;
        IReadOnlyList<MemberCheckpoint> begun = _checkpoints?.Resume?.Members ?? [];
        for (int member = 0; member < _options.Members && !cancelled; member++)
        {
            MemberCheckpoint? resume = member < begun.Count ? begun[member] : null;
            MemberRun run = new(
                _options with { Seed = SeedOf(member) },
                _train,
                _validation,
                _workers,
                () => Elapsed,
                Report,
                Checkpoint,
                resume);
            _history.AddRange(run.History.Select(Shifted));
            run.Run(cancellation);
            cancelled = run.Iteration < run.Iterations;
            Take(run, cancelled);
        }

        TrainedNetwork network = TrainedNetwork.Combine(_networks);
        network = _options.HalfWeights ? network.WithHalfWeights() : network;
        return new()
        {
            Network = _validation.Count == 0 ? network : Calibrator.Calibrate(network, _validation, _workers),
            BestEpoch = _bestEpoch,
            History = _history,
            Iterations = _iterations,
            ImagesPerSecond = _images == 0 ? 0 : _images / _trainingTime.TotalSeconds,
            Elapsed = Elapsed,
            Cancelled = cancelled,
        };
    }

    private TimeSpan Elapsed => _elapsedBefore + _elapsed.Elapsed;

    /// <summary>Everything that a run's result follows from.</summary>
    private static string IdentityOf(TrainingOptions options, DigitDataset train, DigitDataset validation)
    {
        // Numbers in a record's text are in the current culture, but a run that is resumed under another one is the same run.
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return $"{options with { Threads = 0 }} {train.Fingerprint} {validation.Fingerprint}";
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>The first member's seed is that of the run, so it becomes the same network as in a run with one member.</summary>
    private ulong SeedOf(int member) =>
        member == 0 ? _options.Seed : SeededRandom.For(_options.Seed, RandomPurpose.Member, (ulong)member).NextUInt64();

    private void Take(MemberRun run, bool cancelled)
    {
        // A half-trained network would only make the finished ones worse.
        if (!cancelled || _networks.Count == 0)
        {
            _networks.Add(run.Network);
            _bestEpoch = _history.Count - run.History.Count + run.BestEpoch;
        }

        _finished.Add(run.Capture(finished: true));
        _iterations += run.Iteration;
        _images += run.Images;
        _trainingTime += run.TrainingTime;
    }

    private void Report(MemberRun run, EpochRecord? completed)
    {
        if (completed is not null)
        {
            completed = Shifted(completed);
            _history.Add(completed);
        }

        // A run can't continue from an epoch that was ended early; the checkpoint for that was taken before.
        TimeSpan since = _elapsed.Elapsed - _lastCheckpoint;
        bool whole = completed is null || run.IsBetweenEpochs;
        if (whole && (since >= _checkpoints?.Interval || (completed is not null && since >= Shortest)))
        {
            Checkpoint(run);
        }

        TimeSpan elapsed = Elapsed;
        long done = _iterations + run.Iteration;
        long all = _options.Members * run.Iterations;
        _progress?.Report(new(
            done,
            all,
            EpochsBefore + run.Epoch,
            _options.Members * run.Epochs,
            run.Loss,
            (_images + run.Images) / (_trainingTime + run.TrainingTime).TotalSeconds,
            elapsed,
            elapsed * ((double)(all - done) / done),
            completed));
    }

    /// <summary>Epochs of the finished members.</summary>
    private int EpochsBefore => _finished.Sum(member => member.History.Count);

    /// <summary>A member's epoch, counted as one of the whole run.</summary>
    private EpochRecord Shifted(EpochRecord record) =>
        record with { Epoch = EpochsBefore + record.Epoch, Iteration = _iterations + record.Iteration };

    private void Checkpoint(MemberRun run)
    {
        if (_checkpoints is not null)
        {
            _checkpoints.Save(new(_identity, Elapsed, [.. _finished, run.Capture(finished: false)]));
            _lastCheckpoint = _elapsed.Elapsed;
        }
    }
}
