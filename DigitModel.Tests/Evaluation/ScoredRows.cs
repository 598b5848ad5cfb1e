using DigitEngine.Evaluation;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Evaluation;

/// <summary>Rows of scores with their true classes, and ways to make some.</summary>
internal sealed record ScoredRows(int ClassCount, float[] Scores, byte[] Labels)
{
    /// <summary>
    /// 1 to 40 rows of 2 to 12 classes. Scores are eighths from −1/8 to 9/8: ties are frequent, and both ends of the
    /// log loss's range are passed. Often some class does not occur or is never predicted.
    /// </summary>
    public static Arbitrary<ScoredRows> Any { get; } = Arb.From(
        from classCount in Gen.Choose(2, 12)
        from rows in Gen.Choose(1, 40)
        from eighths in Gen.Choose(-1, 9).ArrayOf(rows * classCount)
        from labels in Gen.Choose(0, classCount - 1).ArrayOf(rows)
        select new ScoredRows(
            classCount, Array.ConvertAll(eighths, e => e / 8f), Array.ConvertAll(labels, l => (byte)l)));

    public int Rows => Labels.Length;

    /// <summary>Rows with the given confusion matrix [actual][predicted]: each scores one class 1, the others 0.</summary>
    public static ScoredRows OneHot(int[][] counts)
    {
        List<float> scores = [];
        List<byte> labels = [];
        for (int actual = 0; actual < counts.Length; actual++)
        {
            for (int predicted = 0; predicted < counts.Length; predicted++)
            {
                for (int n = 0; n < counts[actual][predicted]; n++)
                {
                    scores.AddRange(Enumerable.Range(0, counts.Length).Select(c => c == predicted ? 1f : 0f));
                    labels.Add((byte)actual);
                }
            }
        }

        return new ScoredRows(counts.Length, [.. scores], [.. labels]);
    }

    public MulticlassMetrics Compute() => MulticlassMetrics.Compute(Scores, Labels, ClassCount);

    public ScoredRows InOrder(IReadOnlyList<int> order) => new(
        ClassCount,
        [.. order.SelectMany(row => Scores.Skip(row * ClassCount).Take(ClassCount))],
        [.. order.Select(row => Labels[row])]);

    public override string ToString() =>
        string.Join("; ", Enumerable.Range(0, Rows).Select(
            row => $"{Labels[row]}: {string.Join(' ', Scores.Skip(row * ClassCount).Take(ClassCount))}"));
}
