using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Training;

namespace MlNetDigits.Tests.Training;

/// <summary>A trainer's runs from beginning to end, on a few real digits.</summary>
public class TrainerTests
{
    private static readonly TrainingOptions Small = new()
    {
        Network = NetworkDefinition.Parse("conv 8 3x3 stride 2; batchnorm relu; dropout 0.1; flatten; dense 10"),
        Optimizer = new AdamOptions { LearningRate = 0.01 },
        Epochs = 2,
        BatchSize = 32,
        Seed = 7,
        Threads = 2,
    };

    private static readonly DigitDataset Nothing = TrainingData.Take(0, 0);

    [Fact]
    public void Fit_LearnsToReadDigits()
    {
        TrainingOptions options = Small with
        {
            Network = NetworkDefinition.Parse("conv 16 5x5 stride 2; batchnorm relu; conv 24 3x3 relu; maxpool 2; flatten; dense 10"),
            Epochs = 4,
            Augmentation = new() { ShiftPixels = 1 },
            Schedule = LearningRateSchedule.OneCycle,
            WeightAveraging = 0.95,
        };
        TrainingResult result = new Trainer(options).Fit(TrainingData.Take(0, 1500), TrainingData.Take(1500, 300));
        MulticlassMetrics metrics = Evaluator.Evaluate(result.Network, new TestSet(TrainingData.Take(2000, 1000)));

        // Guessing reads 10 %, and a linear model on as many images about 85 %.
        Assert.InRange(metrics.MicroAccuracy, 0.94, 1);
        Assert.True(result.History[^1].TrainingLoss < result.History[0].TrainingLoss / 2);
    }

    [Fact]
    public void Fit_GivesTheSameBytes_WhateverTheThreads()
    {
        byte[][] models = [.. ((int[])[1, 2, 3]).Select(threads => Train(Small with { Threads = threads, Augmentation = new(), WeightAveraging = 0.9 }))];
        Assert.Equal(models[0], models[1]);
        Assert.Equal(models[0], models[2]);
        Assert.NotEqual(models[0], Train(Small with { Augmentation = new(), WeightAveraging = 0.9, Seed = 8 }));
    }

    [Fact]
    public void Fit_AveragesItsMembers_TheFirstOfWhichIsTheNetworkOfARunWithout()
    {
        TrainingOptions options = Small with { Epochs = 2 };
        DigitDataset train = TrainingData.Take(0, 200);
        TrainedNetwork alone = new Trainer(options).Fit(train, Nothing).Network;
        List<TrainingProgress> progress = [];
        TrainingResult result = new Trainer(options with { Members = 3 }).Fit(train, Nothing, new Recorder(progress.Add));

        Assert.Equal(3, result.Network.Members.Count);
        Assert.Equal(3 * alone.ParameterCount, result.Network.ParameterCount);
        float[][] logits = [.. result.Network.Members.Select(member => LogitsOf(new([member])))];
        Assert.Equal(LogitsOf(alone), logits[0]);
        Assert.NotEqual(logits[0], logits[1]);
        Assert.NotEqual(logits[1], logits[2]);
        float[] together = LogitsOf(result.Network);
        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(logits.Average(each => (double)each[i]), together[i], 1e-4);
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], result.History.Select(epoch => epoch.Epoch));
        Assert.Equal(result.Iterations, result.History[^1].Iteration);
        Assert.Equal(Enumerable.Range(1, (int)result.Iterations), progress.Select(each => (int)each.Iteration));
        Assert.All(progress, each => Assert.Equal((result.Iterations, 6), (each.Iterations, each.Epochs)));
    }

    [Fact]
    public void Fit_LeavesOutAMemberThatIsCancelled_ButTheFirst()
    {
        using CancellationTokenSource cancellation = new();
        TrainingOptions options = Small with { Epochs = 1, Members = 3 };
        TrainingResult result = new Trainer(options).Fit(
            TrainingData.Take(0, 200), Nothing, new Recorder(progress => Cancel(cancellation, progress.Epoch == 2)), cancellation: cancellation.Token);
        Assert.True(result.Cancelled);
        Assert.Single(result.Network.Members);
        Assert.Equal(1, result.BestEpoch);
    }

    [Fact]
    public void Fit_LearnsWhatIsNoDigit_FromOutliers()
    {
        TrainingOptions options = Small with { Epochs = 8, OutlierShare = 0.3, Augmentation = new() };
        DigitDataset validation = TrainingData.Take(1500, 300);
        TrainedNetwork network = new Trainer(options).Fit(TrainingData.Take(0, 1500), validation).Network;
        using Workers workers = new(2);

        double accepted = AcceptedOf(network, validation, workers);
        byte[] pixels = new byte[300 * 784];
        SeededRandom random = new(9);
        foreach (ref byte pixel in pixels.AsSpan())
        {
            pixel = (byte)random.NextInt32(256);
        }

        Assert.InRange(accepted, 0.99, 1);
        Assert.InRange(AcceptedOf(network, new(new(pixels), new byte[300]), workers), 0, 0.02);
        Assert.InRange(network.Temperature, 0.05f, 20);
    }

    [Fact]
    public void Fit_KeepsTheEpochOfTheLowestValidationLoss()
    {
        // So fast that it gets worse again.
        TrainingOptions options = Small with { Optimizer = new AdamOptions { LearningRate = 0.05 }, Epochs = 6 };
        DigitDataset validation = TrainingData.Take(600, 200);
        TrainingResult result = new Trainer(options).Fit(TrainingData.Take(0, 300), validation);

        EpochRecord best = result.History.MinBy(epoch => epoch.ValidationLoss)!;
        Assert.Equal(best.Epoch, result.BestEpoch);
        TrainedNetwork kept = result.Network.With(temperature: 1, digitThreshold: 0);
        Assert.Equal(best.ValidationLoss, Evaluator.Evaluate(kept, new TestSet(validation)).LogLoss);
        Assert.True(Evaluator.Evaluate(result.Network, new TestSet(validation)).LogLoss < best.ValidationLoss);
        Assert.Equal(6, result.History.Count);
        Assert.False(result.Cancelled);
    }

    [Fact]
    public void Fit_KeepsTheLastEpoch_WithoutValidationImages()
    {
        TrainingResult result = new Trainer(Small with { Epochs = 3 }).Fit(TrainingData.Take(0, 100), Nothing);
        Assert.Equal(3, result.BestEpoch);
        Assert.True(double.IsNaN(result.History[0].ValidationLoss));
    }

    [Fact]
    public void Fit_StopsInTheMiddleOfAnEpoch_WhenIterationsSaySo()
    {
        // 100 images are four batches of 32 at most, the last of four.
        List<TrainingProgress> progress = [];
        TrainingResult result = new Trainer(Small with { Iterations = 6 }).Fit(TrainingData.Take(0, 100), Nothing, new Recorder(progress.Add));

        Assert.Equal(6, result.Iterations);
        Assert.Equal([1L, 2, 3, 4, 5, 6], progress.Select(each => each.Iteration));
        Assert.Equal([1, 1, 1, 1, 2, 2], progress.Select(each => each.Epoch));
        Assert.Equal([false, false, false, true, false, true], progress.Select(each => each.Completed is not null));
        Assert.All(progress, each => Assert.Equal((6L, 2), (each.Iterations, each.Epochs)));
        Assert.Equal(TimeSpan.Zero, progress[^1].Remaining);
    }

    [Fact]
    public void Fit_ReturnsWhatItHas_WhenItIsCancelled()
    {
        using CancellationTokenSource cancellation = new();
        Recorder cancel = new(each =>
        {
            if (each.Iteration == 3)
            {
                cancellation.Cancel();
            }
        });
        TrainingResult result = new Trainer(Small).Fit(TrainingData.Take(0, 200), TrainingData.Take(200, 50), cancel, cancellation: cancellation.Token);

        Assert.True(result.Cancelled);
        Assert.InRange(result.Iterations, 3, 4);
        Assert.Single(result.History);
        Assert.Equal(1, result.BestEpoch);
    }

    [Fact]
    public void Fit_GivesTheUntrainedNetwork_WhenItIsCancelledBeforeTheFirstBatch()
    {
        TrainingResult result = new Trainer(Small).Fit(
            TrainingData.Take(0, 200), TrainingData.Take(200, 50), cancellation: new CancellationToken(canceled: true));

        Assert.True(result.Cancelled);
        Assert.Equal((0, 0L, 0.0), (result.BestEpoch, result.Iterations, result.ImagesPerSecond));
        Assert.Empty(result.History);
    }

    [Fact]
    public void Fit_KeepsTheLastEpochOfOneCycle_EvenIfAnEarlierOneHadALowerValidationLoss()
    {
        // So few images that the network soon knows them by heart, and then only grows more confident.
        TrainingOptions options = Small with
        {
            Network = NetworkDefinition.Parse("flatten; dense 50 relu; dense 10"),
            Optimizer = new AdamOptions { LearningRate = 0.05 },
            Epochs = 20,
            Schedule = LearningRateSchedule.OneCycle,
        };
        TrainingResult result = new Trainer(options).Fit(TrainingData.Take(0, 60), TrainingData.Take(600, 200));

        Assert.Equal(20, result.BestEpoch);
        Assert.NotEqual(20, result.History.MinBy(epoch => epoch.ValidationLoss)!.Epoch);
    }

    [Fact]
    public void Fit_Throws_WhenTheLossIsNoNumberAnyMore()
    {
        TrainingOptions options = Small with { Optimizer = new SgdOptions { LearningRate = 999 }, Network = NetworkDefinition.Parse("flatten; dense 50; dense 10") };
        TrainingDivergedException e =
            Assert.Throws<TrainingDivergedException>(() => new Trainer(options).Fit(TrainingData.Take(0, 200), Nothing));
        Assert.StartsWith("the loss is no longer a number after ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("try a learning rate below 999", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Throws_WithoutImages() => Assert.Equal(
        "there are no images to learn from", Assert.Throws<TrainingOptionsException>(() => new Trainer(Small).Fit(Nothing, Nothing)).Message);

    private static byte[] Train(TrainingOptions options)
    {
        TrainingResult result = new Trainer(options).Fit(TrainingData.Take(0, 150), TrainingData.Take(150, 50));
        return OnnxWriter.Write(OnnxExporter.Export(result.Network));
    }

    private sealed class Recorder(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private static void Cancel(CancellationTokenSource cancellation, bool now)
    {
        if (now)
        {
            cancellation.Cancel();
        }
    }

    private static float[] LogitsOf(TrainedNetwork network)
    {
        using Workers workers = new(1);
        return Evaluator.Logits(network, TrainingData.Take(500, 20), workers);
    }

    /// <summary>The share of images that are taken for digits.</summary>
    private static double AcceptedOf(TrainedNetwork network, DigitDataset images, Workers workers) => Evaluator
        .Logits(network, images, workers)
        .Chunk(network.Classes)
        .Average(logits => TrainedNetwork.DigitScore(logits) >= network.DigitThreshold ? 1.0 : 0);
}
