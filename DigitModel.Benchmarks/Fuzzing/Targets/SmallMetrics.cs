using DigitEngine.Evaluation;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>The metrics of twenty rows, one of which was read wrong.</summary>
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
