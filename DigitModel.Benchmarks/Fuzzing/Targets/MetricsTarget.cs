using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Metrics of an earlier evaluation, and comparing with them.</summary>
internal sealed class MetricsTarget : FuzzTarget
{
    public override string Name => "metrics";

    public override Type Problem => typeof(DataFormatException);

    public override string MessageStart => InputName;

    public override IReadOnlyList<byte[]> Seeds { get; } = [Written(), Shortest()];

    public override byte[] Mutate(int seed, ref SeededRandom random) => JsonTokens.Words.Damage(Seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        BaselineMetrics metrics = MetricsJsonReader.Read(input, InputName);
        Require(metrics.Count > 0 && metrics.MicroAccuracy is >= 0 and <= 1, "metrics that can't be");
        if (metrics.PerClassRecall.Count == SmallMetrics.Value.PerClass.Count)
        {
            Require(metrics.LossPValue(SmallMetrics.Value) is >= 0 and <= 1, "a probability that is none");
        }
    }

    private static byte[] Written()
    {
        using MemoryStream stream = new();
        MetricsJson.Write(stream, SmallMetrics.Value, 1000);
        return stream.ToArray();
    }

    /// <summary>Only what is read: nearly every damage is met.</summary>
    private static byte[] Shortest()
    {
        string classes = string.Join(",", Enumerable.Range(0, 10).Select(label => $$"""{"label":{{label}},"recall":0.5,"support":2}"""));
        return System.Text.Encoding.UTF8.GetBytes(
            $$"""{"count":20,"microAccuracy":0.5,"macroAccuracy":0.5,"logLoss":0.25,"perClass":[{{classes}}]}""");
    }
}
