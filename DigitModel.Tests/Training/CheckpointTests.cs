using DigitModel.Data;
using DigitModel.Network;
using DigitModel.Persistence;
using DigitModel.Training;

namespace DigitModel.Tests.Training;

public class CheckpointTests
{
    private static readonly TrainingOptions Small = new()
    {
        Network = NetworkDefinition.Parse("conv 4 3x3 stride 2; batchnorm relu; dropout 0.2; flatten; dense 10"),
        Epochs = 2,
        BatchSize = 32,
        Seed = 7,
        Threads = 2,
    };

    private static readonly DigitDataset Train = TrainingData.Take(0, 150);
    private static readonly DigitDataset Validation = TrainingData.Take(150, 40);

    public static TheoryData<string, TrainingOptions> Runs => new()
    {
        {
            "all there is",
            Small with
            {
                Optimizer = new AdamOptions { Decoupled = true, WeightDecay = 0.01, LearningRate = 0.01 },
                Schedule = LearningRateSchedule.OneCycle,
                Augmentation = new() { ElasticPixels = 2, AppearanceShare = 0.5, ClutterShare = 0.5, Thickness = 0.5 },
                OutlierShare = 0.2,
                WeightAveraging = 0.9,
                Members = 2,
                HalfWeights = true,
            }
        },
        { "the best epoch, too fast", Small with { Optimizer = new AdamOptions { LearningRate = 0.1 }, Epochs = 3 } },
        { "RMSprop, cut short", Small with { Optimizer = new RmsPropOptions { LearningRate = 0.003 }, Iterations = 7 } },
        { "SGD", Small with { Optimizer = new SgdOptions { LearningRate = 0.05, Momentum = 0.9 } } },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Fit_EndsInTheSameBytes_WhereverItIsGoneOnFrom(string name, TrainingOptions options)
    {
        List<byte[]> checkpoints = [];
        TrainingResult whole = new Trainer(options).Fit(
            Train, Validation, checkpoints: new(checkpoint => checkpoints.Add(Bytes(checkpoint))) { Interval = TimeSpan.Zero });
        byte[] expected = Model(whole);
        Assert.Equal(expected, Model(new Trainer(options).Fit(Train, Validation)));
        Assert.Equal(whole.Iterations, checkpoints.Count);

        for (int i = 0; i < checkpoints.Count; i += 2)
        {
            TrainingCheckpoint checkpoint = TrainingCheckpoint.Load(new MemoryStream(checkpoints[i]));
            Assert.Equal(i + 1, checkpoint.Iteration);
            TrainingResult rest = new Trainer(options with { Threads = 1 }).Fit(
                Train, Validation, checkpoints: new(_ => { }) { Resume = checkpoint });
            Assert.True(expected.AsSpan().SequenceEqual(Model(rest)), $"{name}: another model after batch {i + 1}");
            Assert.Equal(whole.BestEpoch, rest.BestEpoch);
            Assert.Equal(whole.Iterations, rest.Iterations);
            Assert.Equal(
                whole.History.Select(epoch => epoch with { Seconds = 0 }), rest.History.Select(epoch => epoch with { Seconds = 0 }));
            Assert.True(rest.Elapsed > checkpoint.Elapsed);
        }
    }

    [Fact]
    public void Fit_GoesOnAfterBeingCancelled_AsIfItHadNotBeen()
    {
        using CancellationTokenSource cancellation = new();
        byte[] last = [];
        int batches = 0;
        TrainingResult cancelled = new Trainer(Small).Fit(
            Train,
            Validation,
            new Watcher(() => batches++, cancellation),
            new(checkpoint => last = Bytes(checkpoint)),
            cancellation.Token);
        Assert.True(cancelled.Cancelled);
        TrainingResult rest = new Trainer(Small).Fit(
            Train, Validation, checkpoints: new(_ => { }) { Resume = TrainingCheckpoint.Load(new MemoryStream(last)) });
        Assert.Equal(Model(new Trainer(Small).Fit(Train, Validation)), Model(rest));
    }

    [Fact]
    public void Fit_RefusesACheckpoint_OfOtherOptionsOrData()
    {
        TrainingCheckpoint checkpoint = Last(Small);
        foreach ((TrainingOptions options, DigitDataset data) in ((TrainingOptions, DigitDataset)[])
            [(Small with { Seed = 8 }, Train), (Small with { Epochs = 3 }, Train), (Small, TrainingData.Take(1, 150))])
        {
            Assert.Equal(
                "checkpoint: is of a run with other options or other data",
                Assert.Throws<TrainingCheckpointException>(() => new Trainer(options).Fit(
                    data, Validation, checkpoints: new(_ => { }) { Resume = checkpoint })).Message);
        }

        TrainingCheckpoint cut = new(
            checkpoint.Identity, TimeSpan.Zero, [checkpoint.Members[0] with { State = [.. checkpoint.Members[0].State.Skip(1)] }]);
        Assert.Equal(
            "checkpoint: does not fit the network that its options ask for",
            Assert.Throws<TrainingCheckpointException>(() => new Trainer(Small).Fit(
                Train, Validation, checkpoints: new(_ => { }) { Resume = cut })).Message);
    }

    [Fact]
    public void Load_Throws_WhateverIsChangedOrMissing()
    {
        byte[] good = Bytes(Last(Small));
        Assert.Equal(good, Bytes(TrainingCheckpoint.Load(new MemoryStream(good))));
        Assert.Equal("c: is no checkpoint of this version", Problem([]));
        Assert.Equal("c: is no checkpoint of this version", Problem([.. "PK34"u8, .. good]));
        Assert.Equal("c: is damaged, or was cut off", Problem(good[..^1]));
        for (int i = 8; i < good.Length; i += good.Length / 50)
        {
            byte[] changed = [.. good];
            changed[i] ^= 16;
            Assert.Equal("c: is damaged, or was cut off", Problem(changed));
            Assert.Equal("c: is damaged, or was cut off", Problem(good[..Math.Max(i, 40)]));
        }
    }

    private static TrainingCheckpoint Last(TrainingOptions options)
    {
        TrainingCheckpoint? last = null;
        new Trainer(options).Fit(Train, Validation, checkpoints: new(checkpoint => last = checkpoint) { Interval = TimeSpan.Zero });
        return last!;
    }

    private static string Problem(byte[] bytes) =>
        Assert.Throws<TrainingCheckpointException>(() => TrainingCheckpoint.Load(new MemoryStream(bytes), "c")).Message;

    private static byte[] Bytes(TrainingCheckpoint checkpoint)
    {
        using MemoryStream stream = new();
        checkpoint.Save(stream);
        return stream.ToArray();
    }

    private static byte[] Model(TrainingResult result)
    {
        using MemoryStream stream = new();
        ModelFile.Create(result.Network, "test").Save(stream);
        return stream.ToArray();
    }

    private sealed class Watcher(Func<int> count, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (count() == 5)
                cancellation.Cancel();
        }
    }
}
