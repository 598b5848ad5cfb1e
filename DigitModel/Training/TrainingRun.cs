using System.Diagnostics;
using DigitModel.Data;
using DigitModel.Evaluation;
using DigitModel.Network;

namespace DigitModel.Training;

/// <summary>One run of a <see cref="Trainer"/>: its members one after the other, and what becomes of them together.</summary>
internal sealed class TrainingRun(
    TrainingOptions options, DigitDataset train, DigitDataset validation, Workers workers, IProgress<TrainingProgress>? progress)
{
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly List<EpochRecord> _history = [];
    private readonly List<TrainedNetwork> _networks = [];
    private int _bestEpoch;
    private long _iterations;
    private long _images;
    private TimeSpan _trainingTime;

    public TrainingResult Run(CancellationToken cancellation)
    {
        bool cancelled = false;
        for (int member = 0; member < options.Members && !cancelled; member++)
        {
            MemberRun run = new(
                options with { Seed = SeedOf(member) }, train, validation, workers, _elapsed, (run, completed) => Report(run, completed));
            run.Run(cancellation);
            cancelled = run.Iteration < run.Iterations;
            Take(run, cancelled);
        }

        TrainedNetwork network = TrainedNetwork.Combine(_networks);
        network = options.HalfWeights ? network.WithHalfWeights() : network;
        return new()
        {
            Network = validation.Count == 0 ? network : Calibrator.Calibrate(network, validation, workers),
            BestEpoch = _bestEpoch,
            History = _history,
            Iterations = _iterations,
            ImagesPerSecond = _images / _trainingTime.TotalSeconds,
            Elapsed = _elapsed.Elapsed,
            Cancelled = cancelled,
        };
    }

    /// <summary>The first member's seed is the run's own, so that it is the network that a run without others gives.</summary>
    private ulong SeedOf(int member) =>
        member == 0 ? options.Seed : SeededRandom.For(options.Seed, RandomPurpose.Member, (ulong)member).NextUInt64();

    private void Take(MemberRun run, bool cancelled)
    {
        // A half-trained network would make finished ones worse.
        if (!cancelled || _networks.Count == 0)
        {
            _networks.Add(run.Network);
            _bestEpoch = _history.Count - run.History.Count + run.BestEpoch;
        }

        _iterations += run.Iteration;
        _images += run.Images;
        _trainingTime += run.TrainingTime;
    }

    private void Report(MemberRun run, EpochRecord? completed)
    {
        int epochsBefore = _history.Count - run.History.Count + (completed == null ? 0 : 1);
        if (completed != null)
        {
            completed = completed with { Epoch = epochsBefore + completed.Epoch, Iteration = _iterations + completed.Iteration };
            _history.Add(completed);
        }

        TimeSpan elapsed = _elapsed.Elapsed;
        long done = _iterations + run.Iteration;
        long all = options.Members * run.Iterations;
        progress?.Report(new(
            done,
            all,
            epochsBefore + run.Epoch,
            options.Members * run.Epochs,
            run.Loss,
            (_images + run.Images) / (_trainingTime + run.TrainingTime).TotalSeconds,
            elapsed,
            elapsed * ((double)(all - done) / done),
            completed));
    }
}
