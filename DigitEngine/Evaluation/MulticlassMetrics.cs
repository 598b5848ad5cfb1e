namespace DigitEngine.Evaluation;

/// <summary>
/// How good a classifier's predictions are. Names and definitions are those of ML.NET's
/// <c>MulticlassClassificationMetrics</c>, read from the source of its <c>MulticlassClassificationEvaluator</c>.
/// A row's prediction is its best-scored class, the lowest one among equals. Immutable.
/// </summary>
/// <remarks>
/// ML.NET leaves out rows whose scores are not all finite, and penalises labels it has no score for; here both are errors,
/// because with a fixed set of classes they mean that something is broken.
/// </remarks>
public sealed class MulticlassMetrics
{
    /// <param name="confusion">[classes actual × classes predicted], row-major.</param>
    /// <param name="ranks">[classes]: for how many rows exactly r classes came before the true one.</param>
    /// <param name="logLoss">[classes]: the sum of −ln p over the rows of each class.</param>
    /// <param name="calibration">The confidences of the same rows.</param>
    internal MulticlassMetrics(
        ReadOnlySpan<long> confusion, ReadOnlySpan<long> ranks, ReadOnlySpan<double> logLoss, CalibrationTally calibration)
    {
        int classCount = ranks.Length;
        ConfusionMatrix = new ConfusionMatrix(confusion, classCount);

        long correct = 0;
        double totalLogLoss = 0;
        ClassMetrics[] perClass = new ClassMetrics[classCount];
        for (int i = 0; i < classCount; i++)
        {
            long actual = 0;
            long predicted = 0;
            for (int j = 0; j < classCount; j++)
            {
                actual += confusion[(i * classCount) + j];
                predicted += confusion[(j * classCount) + i];
            }

            long hits = confusion[(i * classCount) + i];
            Count += actual;
            correct += hits;
            totalLogLoss += logLoss[i];
            perClass[i] = new ClassMetrics(
                i,
                ConfusionMatrix.PerClassPrecision[i],
                ConfusionMatrix.PerClassRecall[i],
                actual + predicted > 0 ? 2.0 * hits / (actual + predicted) : 0,
                actual,
                actual > 0 ? logLoss[i] / actual : 0);
        }

        PerClass = Array.AsReadOnly(perClass);
        PerClassLogLoss = Array.AsReadOnly(Array.ConvertAll(perClass, c => c.LogLoss));
        MicroAccuracy = (double)correct / Count;
        MacroAccuracy = perClass.Where(c => c.Support > 0).Average(c => c.Recall);
        LogLoss = totalLogLoss / Count;
        LogLossReduction = Reduction(perClass, Count, LogLoss);
        TopKAccuracyForAllK = Array.AsReadOnly(Cumulative(ranks, Count));
        ExpectedCalibrationError = calibration.ExpectedCalibrationError;
        BrierScore = calibration.BrierScore;
        Reliability = calibration.ToReliability();
        Coverage = calibration.ToCoverage();
        RiskCoverageArea = calibration.ToRiskCoverageArea();
    }

    /// <summary>How many rows were evaluated.</summary>
    public long Count { get; }

    /// <summary>The fraction of rows predicted right, in [0, 1]: what is commonly called accuracy.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The mean recall of the classes that occur, in [0, 1]: every such class counts the same, however rare.</summary>
    public double MacroAccuracy { get; }

    /// <summary>
    /// The mean of −ln p over all rows, in nats, where p is the score of the true class, brought into [1e-15, 1]: 0 at best,
    /// 34.54 at worst.
    /// </summary>
    public double LogLoss { get; }

    /// <summary>
    /// By what fraction <see cref="LogLoss"/> is below that of a classifier which always answers with the classes'
    /// frequencies in these rows: 1 at best, 0 for no better than that, negative for worse.
    /// </summary>
    /// <remarks>
    /// <see cref="double.NaN"/> when all rows are of one class: such a classifier then has nothing to reduce. (ML.NET
    /// divides by zero there: it gives +∞ for any log loss above 0.)
    /// </remarks>
    public double LogLossReduction { get; }

    /// <summary>
    /// Element k − 1 is the fraction of rows whose true class is among the k best-scored ones; as many elements as classes,
    /// the first being <see cref="MicroAccuracy"/> and the last 1. Among equal scores the lower class comes first.
    /// </summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    /// <summary>
    /// For each class, the mean of −ln p over its rows, in nats. 0, as in ML.NET, for a class that does not occur.
    /// </summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>Each class's own figures, in the order of the classes: element d is digit d.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; }

    /// <summary>How often each class was taken for each class.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>
    /// By how much confidence and accuracy differ, in [0, 1]: the mean over rows of |accuracy − mean confidence| of their bin
    /// in <see cref="Reliability"/>. 0 at best. With few rows it is mostly chance and too large: a hundred rows, all given 99 %
    /// rightly, have 0.7 % on average. (Naeini et al. 2015; Guo et al. 2017.)
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>
    /// The mean over rows of the sum over classes of (score − truth)², where truth is 1 for the row's class and 0 for the
    /// others: 0 at best, 2 at worst. It wants scores both right and honest. (Brier 1950.)
    /// </summary>
    public double BrierScore { get; }

    /// <summary>
    /// Rows by their confidence, the score of the predicted class brought into [0, 1]: 15 bins of equal width, in rising order.
    /// </summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; }

    /// <summary>
    /// The accuracy of the most confident 100, 99.5, 99, 98, 95 and 90 % of the rows, in this order. Rows count as equally
    /// confident where 1 − confidence differs by less than 0.4 % of itself.
    /// </summary>
    public IReadOnlyList<CoveragePoint> Coverage { get; }

    /// <summary>
    /// The area under the curve of error against coverage (AURC): the mean over k of the fraction of the k most confident rows
    /// that is wrong, in [0, 1]. 0 at best; as large as the error if confidence says nothing. (Geifman et al. 2019.)
    /// </summary>
    public double RiskCoverageArea { get; }

    /// <summary>Evaluates scored rows.</summary>
    /// <param name="scores">Probabilities, [rows × classCount], row-major, finite; element d of a row belongs to class d.</param>
    /// <param name="labels">The true class of each row, [rows].</param>
    /// <param name="classCount">Scores per row, 2 to 256.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, the lengths do not fit, a score is NaN or infinite, or a label is no class. The message names the
    /// row, counted from 0.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is outside its range.</exception>
    public static MulticlassMetrics Compute(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels, int classCount = 10)
    {
        MetricsAccumulator accumulator = new(classCount);
        if (labels.IsEmpty)
        {
            throw new ArgumentException("There are no rows to evaluate: at least one was expected.", nameof(labels));
        }

        accumulator.Add(scores, labels);
        return accumulator.ToMetrics();
    }

    /// <summary>The fraction of rows whose true class is among the <paramref name="k"/> best-scored ones, in [0, 1].</summary>
    /// <param name="k">From 1 to the number of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is outside its range.</exception>
    public double TopKAccuracy(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, TopKAccuracyForAllK.Count);
        return TopKAccuracyForAllK[k - 1];
    }

    private static double Reduction(ClassMetrics[] perClass, long count, double logLoss)
    {
        // The log loss of always answering with the frequencies is their entropy.
        double prior = 0;
        foreach (ClassMetrics c in perClass)
        {
            if (c.Support > 0)
            {
                double frequency = (double)c.Support / count;
                prior -= frequency * Math.Log(frequency);
            }
        }

        return prior > 0 ? (prior - logLoss) / prior : double.NaN;
    }

    private static double[] Cumulative(ReadOnlySpan<long> ranks, long count)
    {
        // Whole numbers are summed, so that the last element is 1 and not nearly 1.
        double[] fractions = new double[ranks.Length];
        long sum = 0;
        for (int k = 0; k < fractions.Length; k++)
        {
            sum += ranks[k];
            fractions[k] = (double)sum / count;
        }

        return fractions;
    }
}
