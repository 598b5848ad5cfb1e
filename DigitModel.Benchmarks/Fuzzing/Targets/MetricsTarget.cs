using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Metrics of an earlier evaluation, and the comparison with them.</summary>
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
            Require(metrics.AccuracyDropPValue(SmallMetrics.Value) is >= 0 and <= 1, "a probability that is none");
        }
    }

    private static byte[] Written()
    {
        using MemoryStream stream = new();
        MetricsJson.Write(stream, SmallMetrics.Value, 1000);
        return stream.ToArray();
    }

    /// <summary>Only the members that are read, so that nearly all damage matters.</summary>
    private static byte[] Shortest()
    {
        string classes = string.Join(",", Enumerable.Range(0, 10).Select(label => $$"""{"label":{{label}},"recall":0.5,"support":2}"""));
        return System.Text.Encoding.UTF8.GetBytes(
            $$"""{"count":20,"microAccuracy":0.5,"macroAccuracy":0.5,"logLoss":0.25,"perClass":[{{classes}}]}""");
    }
}

/// <summary>The metrics of twenty rows, one of which was misread.</summary>
internal static class SmallMetrics
{
    public static MulticlassMetrics Value { get; } = Compute();

    private static MulticlassMetrics Compute()
    {
        float[] scores = new float[200];
        byte[] labels = new byte[20];
        Array.Fill(scores, 0.05f);
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(i % 10);
            scores[(i * 10) + (i == 3 ? 8 : i % 10)] = 0.55f;
        }

        return MulticlassMetrics.Compute(scores, labels);
    }
}

/// <summary>
/// Damages JSON word by word: values of other types, repeated and missing members, brackets, invalid characters.
/// </summary>
internal static class JsonTokens
{
    public static TokenMutations Words { get; } = new(
        ",:{}[]\n ", "null", "true", "0", "1", "-1", "10", "0.5", "1e999", "-0", "2147483648", "9223372036854775807",
        "9223372036854775808", "1e18", "4e9", "0.1", "NaN", "\"\"", "\"a\\nb\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"",
        "[]", "{}", "[[[[[[[[[[[[[[[[[[[[", "{\"a\":{}}", "\"count\"", "\"formatVersion\"", "/*", "//", "\\", "{", "[");
}
