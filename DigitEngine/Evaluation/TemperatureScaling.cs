using System.Globalization;

namespace DigitEngine.Evaluation;

/// <summary>
/// Finds the temperature T that makes a network's confidences honest: the one with the lowest cross-entropy of
/// softmax(logits / T), which leaves every prediction as it is (Guo et al. 2017, "On Calibration of Modern Neural Networks").
/// </summary>
internal static class TemperatureScaling
{
    /// <summary>The lowest result. If all predictions are right, the cross-entropy falls with T without end.</summary>
    public const double Least = 0.05;

    /// <summary>The highest result.</summary>
    public const double Greatest = 20;

    /// <summary>
    /// The T in [0.05, 20] with the lowest mean of −ln softmax(logits / T)[label]; 1 if that does not depend on T.
    /// </summary>
    /// <param name="logits">The network's output before softmax, rows × classCount, finite.</param>
    /// <param name="labels">The true class of each row, at least one. The rows took no part in training.</param>
    /// <param name="classCount">Logits per row, 2 to 256.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, the lengths do not fit, a logit is not finite, or a label is no class.
    /// </exception>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, int classCount)
    {
        Check(logits, labels, classCount);
        if (Slope(logits, labels, classCount, 1) == 0)
        {
            return 1;
        }

        // The cross-entropy is convex in 1/T, so its slope changes sign once: bisect down to neighbouring numbers.
        double low = Least;
        double high = Greatest;
        for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            if (Slope(logits, labels, classCount, 1 / middle) > 0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low == Least ? Least : high;
    }

    /// <summary>
    /// The derivative of the mean cross-entropy with respect to 1/T: the mean over the rows of (mean logit under
    /// softmax(logits / T) − logit of the true class).
    /// </summary>
    private static double Slope(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, int classCount, double inverse)
    {
        double slope = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> own = logits.Slice(row * classCount, classCount);
            double greatest = own[0];
            foreach (float logit in own)
            {
                greatest = Math.Max(greatest, logit);
            }

            // Relative to the greatest logit, no exponential overflows, and equal logits give exactly 0.
            double total = 0;
            double sum = 0;
            foreach (float logit in own)
            {
                double below = logit - greatest;
                double weight = Math.Exp(below * inverse);
                total += weight;
                sum += weight * below;
            }

            slope += (sum / total) - (own[labels[row]] - greatest);
        }

        return slope / labels.Length;
    }

    private static void Check(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classCount, byte.MaxValue + 1);
        if (labels.IsEmpty)
        {
            throw new ArgumentException("There are no rows to fit a temperature to: at least one was expected.", nameof(labels));
        }

        long needed = (long)labels.Length * classCount;
        if (logits.Length != needed)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{labels.Length} labels of {classCount} classes need {needed} logits, not {logits.Length}."),
                nameof(logits));
        }

        foreach (float logit in logits)
        {
            if (!float.IsFinite(logit))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"A logit is {logit}; a finite number was expected."),
                    nameof(logits));
            }
        }

        int bad = labels.IndexOfAnyExceptInRange((byte)0, (byte)(classCount - 1));
        if (bad >= 0)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Row {bad} (counted from 0) has label {labels[bad]}; 0 to {classCount - 1} was expected."),
                nameof(labels));
        }
    }
}
