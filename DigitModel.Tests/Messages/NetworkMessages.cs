using DigitEngine.Network;
using DigitEngine.Training;
using MlNetDigits.Tests.Persistence;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Messages;

/// <summary>Networks that can't be, training that can't be, and checkpoints of something else.</summary>
internal static class NetworkMessages
{
    public static void Collect(MessageList list)
    {
        CollectNetworks(list);
        CollectTraining(list);
        CollectCheckpoints(list);
    }

    private static void CollectNetworks(MessageList list)
    {
        list.Begin("Networks as text");
        foreach (string text in (string[])
        [
            "", "; dense 10", "flatten;; dense 10", "Conv 3 3x3", "flatten; softmax",
            "conv", "conv 3x3", "conv -3 3x3", "conv 3", "conv 3 3x3x3", "conv 3 3 stride", "conv 3 3 pad same", "conv 3 3 relu stride 2",
            "maxpool", "maxpool 2 stride x", "dense", "dense 1e3", "dense 1000001", "dense 10 sigmoid", "dropout", "dropout half",
            "relu relu", "dense\n10 x", "dense 123456789012345678901234567890123456789012345",
            "dense 10", "conv 8 3x3 relu; dense 10", "flatten; dense 0", "conv 0 3x3", "conv 3 0x3", "conv 3 3x3 stride 0", "conv 3 3x3 pad 3x1",
            "conv 3 29x3", "maxpool 0", "maxpool 14; maxpool 3x2", "dropout 1", "dropout NaN", "flatten", "flatten; dense 11",
            "flatten; dense 65536; dense 65536",
        ])
        {
            list.Add($"'{text.Replace('\n', ' ')}'", () => NetworkDefinition.Parse(text));
        }

        list.Add("a text without end", () => NetworkDefinition.Parse(new string('x', 10_001)));
        list.Add("'resnet'", () => Architecture.Find("resnet"));
    }

    private static void CollectTraining(MessageList list)
    {
        TrainingOptions good = Architecture.Default.Options;
        list.Begin("Training options");
        foreach ((string input, TrainingOptions options) in ((string, TrainingOptions)[])
        [
            ("no epochs", good with { Epochs = 0 }),
            ("no iterations", good with { Iterations = 0 }),
            ("a batch of 4097", good with { BatchSize = 4097 }),
            ("a label smoothing of 1", good with { LabelSmoothing = 1 }),
            ("two outliers an image", good with { OutlierShare = 2 }),
            ("an averaging that is no number", good with { WeightAveraging = double.NaN }),
            ("no members", good with { Members = 0 }),
            ("-1 threads", good with { Threads = -1 }),
            ("a learning rate of 0", good with { Optimizer = new AdamOptions { LearningRate = 0 } }),
            ("a learning rate of 1000", good with { Optimizer = new AdamOptions { LearningRate = 1000 } }),
            ("a weight decay of -1", good with { Optimizer = new RmsPropOptions { WeightDecay = -1 } }),
            ("a first beta of 1", good with { Optimizer = new AdamOptions { Beta1 = 1 } }),
            ("a second beta of 1", good with { Optimizer = new AdamOptions { Beta2 = 1 } }),
            ("an alpha of -0.1", good with { Optimizer = new RmsPropOptions { Alpha = -0.1 } }),
            ("an epsilon of 0", good with { Optimizer = new RmsPropOptions { Epsilon = 0 } }),
            ("a momentum of 1", good with { Optimizer = new SgdOptions { Momentum = 1 } }),
            ("a rotation of -1", good with { Augmentation = new() { RotationDegrees = -1 } }),
            ("a scale of 1", good with { Augmentation = new() { Scale = 1 } }),
            ("a shift of 29", good with { Augmentation = new() { ShiftPixels = 29 } }),
            ("a shear that is no number", good with { Augmentation = new() { Shear = double.NaN } }),
            ("an elastic displacement of 11", good with { Augmentation = new() { ElasticPixels = 11 } }),
            ("a thickness of 2", good with { Augmentation = new() { Thickness = 2 } }),
            ("a share of clutter of 2", good with { Augmentation = new() { ClutterShare = 2 } }),
            ("a share of other looks of 2", good with { Augmentation = new() { AppearanceShare = 2 } }),
        ])
        {
            list.Add(input, () => new Trainer(options));
        }

        list.Add("an unknown optimizer", () => OptimizerOptions.Named("lion"));
        list.Add("no images", () => new Trainer(good).Fit(TrainingData.Take(0, 0), TrainingData.Take(0, 0)));
    }

    private static void CollectCheckpoints(MessageList list)
    {
        TrainingOptions options = new() { Network = NetworkDefinition.Parse("flatten; dense 10"), Epochs = 2, BatchSize = 10, Threads = 1 };
        TrainingCheckpoint? first = null;
        new Trainer(options).Fit(
            TrainingData.Take(0, 20), TrainingData.Take(20, 10), checkpoints: new(checkpoint => first ??= checkpoint) { Interval = TimeSpan.Zero });
        using MemoryStream stream = new();
        first!.Save(stream);
        byte[] good = stream.ToArray();
        list.Begin("Checkpoints");
        list.Add("an empty file", () => Load([]));
        list.Add("a zip", () => Load(SampleNetworks.Bytes(SampleNetworks.File())));
        list.Add("cut short", () => Load(good[..^1]));
        list.Add("something else with the right hash", () => Load(
            [.. good[..8], 1, .. System.Security.Cryptography.SHA256.HashData([.. good[..8], 1])]));
        list.Add("of other options", () => Resume(options with { Epochs = 3 }, first));
        list.Add("of another network", () => Resume(options, new(first.Identity, TimeSpan.Zero, [first.Members[0] with { State = [] }])));

        static void Load(byte[] bytes) => TrainingCheckpoint.Load(new MemoryStream(bytes), "checkpoint-1.bin");
        static void Resume(TrainingOptions options, TrainingCheckpoint checkpoint) => new Trainer(options).Fit(
            TrainingData.Take(0, 20), TrainingData.Take(20, 10), checkpoints: new(_ => { }) { Resume = checkpoint });
    }
}
