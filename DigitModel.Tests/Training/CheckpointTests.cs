using System.Globalization;
using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Training;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Training;

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

    /// <summary>A culture that writes 0,001, as German does.</summary>
    private static readonly CultureInfo WithComma = new("", useUserOverride: false)
    {
        NumberFormat = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." },
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
    public void Fit_GoesOn_WhateverTheCulture()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = WithComma;
            TrainingCheckpoint checkpoint = Last(Small);
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

            new Trainer(Small).Fit(Train, Validation, checkpoints: new(_ => { }) { Resume = checkpoint });
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Fit_RefusesACheckpoint_OfOtherOptionsOrData()
    {
        TrainingCheckpoint checkpoint = Last(Small);
        foreach ((TrainingOptions options, DigitDataset data) in ((TrainingOptions, DigitDataset)[])
            [(Small with { Seed = 8 }, Train), (Small with { Epochs = 3 }, Train), (Small, TrainingData.Take(1, 150))])
        {
            Assert.Equal(
                "checkpoint: comes from a run with other options or other data",
                Assert.Throws<TrainingCheckpointException>(() => new Trainer(options).Fit(
                    data, Validation, checkpoints: new(_ => { }) { Resume = checkpoint })).Message);
        }

        TrainingCheckpoint cut = new(
            checkpoint.Identity, TimeSpan.Zero, [checkpoint.Members[0] with { State = [.. checkpoint.Members[0].State.Skip(1)] }]);
        Assert.Equal(
            "checkpoint: does not fit the network that the options describe",
            Assert.Throws<TrainingCheckpointException>(() => new Trainer(Small).Fit(
                Train, Validation, checkpoints: new(_ => { }) { Resume = cut })).Message);
    }

    [Fact]
    public void Load_GivesBackWhatWasSaved() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        SeededRandom random = new((ulong)seed);
        TrainingCheckpoint before = AnyCheckpoint(ref random);
        byte[] bytes = Bytes(before);
        TrainingCheckpoint after = TrainingCheckpoint.Load(new MemoryStream(bytes));

        Assert.Equal(bytes, Bytes(after));
        Assert.Equal((before.Identity, before.Elapsed, before.Iteration, before.Epochs), (after.Identity, after.Elapsed, after.Iteration, after.Epochs));
        Assert.Equal(before.Members.Count, after.Members.Count);
        foreach ((MemberCheckpoint expected, MemberCheckpoint actual) in before.Members.Zip(after.Members))
        {
            Assert.Equal(expected.History, actual.History);
            Assert.Equal(Bits(expected.State), Bits(actual.State));
            Assert.Equal(Bits(expected.Best), Bits(actual.Best));
            MemberCheckpoint others = actual with { History = expected.History, State = expected.State, Best = expected.Best };
            Assert.Equal(expected, others);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Load_Throws_WhateverIsChangedOrMissing()
    {
        byte[] good = Bytes(Last(Small));
        Assert.Equal(good, Bytes(TrainingCheckpoint.Load(new MemoryStream(good))));
        Assert.Equal("c: is not a checkpoint of this version", Problem([]));
        Assert.Equal("c: is not a checkpoint of this version", Problem([.. "PK34"u8, .. good]));
        Assert.Equal("c: is damaged or was cut off", Problem(good[..^1]));
        for (int i = 8; i < good.Length; i += good.Length / 50)
        {
            byte[] changed = [.. good];
            changed[i] ^= 16;
            Assert.Equal("c: is damaged or was cut off", Problem(changed));
            Assert.Equal("c: is damaged or was cut off", Problem(good[..Math.Max(i, 40)]));
        }
    }

    private static TrainingCheckpoint AnyCheckpoint(ref SeededRandom random)
    {
        MemberCheckpoint[] members = new MemberCheckpoint[random.NextInt32(4)];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new()
            {
                Iteration = random.NextInt32(int.MaxValue) * 8L,
                Images = random.NextInt32(int.MaxValue),
                LossSum = AnyDouble(ref random),
                LossImages = random.NextInt32(int.MaxValue),
                BestEpoch = random.NextInt32(1000),
                OptimizerSteps = random.NextInt32(int.MaxValue),
                AveragedSteps = random.NextInt32(int.MaxValue),
                TrainingTime = new((long)(random.NextUInt64() >> 2)),
                History = new EpochRecord[random.NextInt32(4)],
                State = AnyArrays(ref random),
                Best = AnyArrays(ref random),
            };
            foreach (ref EpochRecord epoch in ((EpochRecord[])members[i].History).AsSpan())
            {
                epoch = new(
                    random.NextInt32(1000),
                    random.NextInt32(int.MaxValue),
                    AnyDouble(ref random),
                    AnyDouble(ref random),
                    double.NaN,
                    AnyDouble(ref random),
                    AnyDouble(ref random));
            }
        }

        // Letters of one to three bytes in UTF-8, and enough of them for a length of two.
        string identity = string.Concat(Enumerable.Repeat("identität – 同じ", random.NextInt32(20)));
        return new(identity, new((long)(random.NextUInt64() >> 2)), members);
    }

    private static double AnyDouble(ref SeededRandom random) => BitConverter.UInt64BitsToDouble(random.NextUInt64());

    private static float[][] AnyArrays(ref SeededRandom random)
    {
        float[][] arrays = new float[random.NextInt32(5)][];
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = new float[random.NextInt32(40)];
            foreach (ref float value in arrays[i].AsSpan())
            {
                value = BitConverter.UInt32BitsToSingle((uint)random.NextUInt64());
            }
        }

        return arrays;
    }

    private static IEnumerable<IEnumerable<uint>> Bits(IEnumerable<float[]> arrays) =>
        arrays.Select(array => array.Select(BitConverter.SingleToUInt32Bits));

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
            {
                cancellation.Cancel();
            }
        }
    }
}
