using System.Globalization;

namespace DigitEngine.Evaluation;

/// <summary>
/// Finds the temperature that makes a network's confidences honest: softmax(logits / T) leaves every prediction as it is
/// and has the least cross-entropy (Guo et al. 2017, "On Calibration of Modern Neural Networks").
/// </summary>
internal static class TemperatureScaling
{
    /// <summary>The least temperature given: what is all right has no least cross-entropy, it falls with T for ever.</summary>
    public const double Least = 0.05;

    /// <summary>The greatest temperature given.</summary>
    public const double Greatest = 20;

    // Newton's method is there after about ten steps; were each of them a bisection, 60 would do.
    private const int MaxSteps = 100;
    private const double Precision = 1e-13;

    /// <summary>
    /// The T in [0.05, 20] with the least mean of −ln softmax(logits / T)[label]; 1 if no T is better than it.
    /// </summary>
    /// <param name="logits">The network's output before softmax, [rows × classCount], row-major, finite.</param>
    /// <param name="labels">The true class of each row, [rows], at least one. Rows that took no part in training.</param>
    /// <param name="classCount">Logits per row, 2 to 256.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, the lengths do not fit, a logit is not finite, or a label is no class.
    /// </exception>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, int classCount)
    {
        Check(logits, labels, classCount);

        // The cross-entropy is convex in 1/T, whose range is that of T upside down: it has one least place, or is level.
        double low = 1 / Greatest;
        double high = 1 / Least;
        double inverse = 1;
        (double slope, double curvature) = Derivatives(logits, labels, classCount, inverse);
        if (slope == 0)
        {
            return 1;
        }

        if (slope > 0 && Derivatives(logits, labels, classCount, low).Slope >= 0)
        {
            return Greatest;
        }

        if (slope < 0 && Derivatives(logits, labels, classCount, high).Slope <= 0)
        {
            return Least;
        }

        double lastStep = high - low;
        for (int step = 0; step < MaxSteps && slope != 0; step++)
        {
            if (slope > 0)
            {
                high = inverse;
            }
            else
            {
                low = inverse;
            }

            // A step that leaves the bracket, or is not even half as long as the one before, shows that Newton's parabola
            // doesn't fit here. Written so that a curvature of 0 goes there too.
            double next = inverse - (slope / curvature);
            if (!(next > low && next < high && Math.Abs(next - inverse) <= lastStep / 2))
            {
                next = low + ((high - low) / 2);
            }

            lastStep = Math.Abs(next - inverse);
            inverse = next;
            if (lastStep <= Precision * inverse)
            {
                break;
            }

            (slope, curvature) = Derivatives(logits, labels, classCount, inverse);
        }

        return Math.Clamp(1 / inverse, Least, Greatest);
    }

    /// <summary>
    /// The first two derivatives of the mean cross-entropy by 1/T: over rows, the mean of (mean logit − logit of the true
    /// class) and of the logits' variance, both under softmax(logits / T).
    /// </summary>
    private static (double Slope, double Curvature) Derivatives(
        ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels, int classCount, double inverse)
    {
        double slope = 0;
        double curvature = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> own = logits.Slice(row * classCount, classCount);
            double greatest = own[0];
            foreach (float logit in own)
            {
                greatest = Math.Max(greatest, logit);
            }

            // Counted from the greatest, no exponential overflows, and rows that are level give exactly 0.
            double total = 0;
            double first = 0;
            double second = 0;
            foreach (float logit in own)
            {
                double below = logit - greatest;
                double weight = Math.Exp(below * inverse);
                total += weight;
                first += weight * below;
                second += weight * below * below;
            }

            double mean = first / total;
            slope += mean - (own[labels[row]] - greatest);
            curvature += Math.Max(0, (second / total) - (mean * mean));
        }

        return (slope / labels.Length, curvature / labels.Length);
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
