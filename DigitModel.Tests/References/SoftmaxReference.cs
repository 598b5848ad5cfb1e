namespace MlNetDigits.Tests.References;

/// <summary>Softmax and the cross-entropy with label smoothing, in <c>double</c>.</summary>
internal static class SoftmaxReference
{
    public static double[] Probabilities(IEnumerable<double> logits)
    {
        double largest = logits.Max();
        double[] exponentials = [.. logits.Select(logit => Math.Exp(logit - largest))];
        double sum = exponentials.Sum();
        return [.. exponentials.Select(e => e / sum)];
    }

    /// <summary>The share of the truth each class has: 1 − smoothing for the label, smoothing / classes more for all.</summary>
    public static double[] Target(int classes, int label, double smoothing) =>
        [.. Enumerable.Range(0, classes).Select(i => (i == label ? 1 - smoothing : 0) + (smoothing / classes))];

    public static double Loss(IReadOnlyList<double> logits, int label, double smoothing)
    {
        double largest = logits.Max();
        double logSum = largest + Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
        double[] target = Target(logits.Count, label, smoothing);
        return target.Select((share, i) => share * (logSum - logits[i])).Sum();
    }
}
