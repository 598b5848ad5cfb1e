namespace DigitEngine.Evaluation;

/// <summary>
/// How good a classifier's predictions are. Names and definitions are those of ML.NET's
/// <c>MulticlassClassificationMetrics</c>, taken from the source of its <c>MulticlassClassificationEvaluator</c>. The prediction
/// of a row is the class with the highest score, the lowest one among equals. Immutable.
/// </summary>
/// <remarks>
/// ML.NET skips rows with scores that are not finite and penalises labels without a score. Here both are errors, because with a
/// fixed set of classes they mean that something is broken.
/// </remarks>
public sealed class MulticlassMetrics
{
    /// <param name="confusion">Actual classes × predicted classes.</param>
    /// <param name="ranks">Element r is the number of rows for which r classes came before the true one.</param>
    /// <param name="logLoss">The sum of −ln p over the rows of each class.</param>
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

    /// <summary>The number of rows.</summary>
    public long Count { get; }

    /// <summary>The fraction of rows predicted right, in [0, 1], which is commonly called accuracy.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The mean recall of the classes that occur, in [0, 1]. Each of them counts the same, however rare it is.</summary>
    public double MacroAccuracy { get; }

    /// <summary>
    /// The mean of −ln p over all rows, in nats, where p is the score of the true class clamped to [1e-15, 1]. From 0, the best,
    /// to 34.54.
    /// </summary>
    public double LogLoss { get; }

    /// <summary>
    /// The fraction by which <see cref="LogLoss"/> is below that of a classifier that always predicts the frequencies of the
    /// classes in these rows: 1 at best, 0 if it is no better than that, negative if it is worse.
    /// </summary>
    /// <remarks>
    /// <see cref="double.NaN"/> if all rows belong to one class, because the loss of that classifier is then 0. (ML.NET divides
    /// by it and gives an infinite value.)
    /// </remarks>
    public double LogLossReduction { get; }

    /// <summary>
    /// Element k − 1 is the fraction of rows whose true class is among the k classes with the highest scores. There are as many
    /// elements as classes; the first is <see cref="MicroAccuracy"/> and the last is 1. Among equal scores the lower class comes
    /// first.
    /// </summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    /// <summary>
    /// The mean of −ln p over each class's rows, in nats. 0, as in ML.NET, for a class that does not occur.
    /// </summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>The figures of each class. Element d belongs to digit d.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; }

    /// <summary>How often each class was predicted as each class.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>
    /// By how much confidence and accuracy differ, in [0, 1]: the mean over the rows of |accuracy − mean confidence| of their bin
    /// in <see cref="Reliability"/>. 0 is best. With few rows it is mostly noise and too large: for a hundred rows whose 99 %
    /// confidence is justified it is 0.7 % on average. (Naeini et al. 2015; Guo et al. 2017.)
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>
    /// The mean over the rows of Σ (score − truth)² over the classes, where truth is 1 for the row's class and 0 for the others.
    /// From 0, the best, to 2. It rewards scores that are both right and honest. (Brier 1950.)
    /// </summary>
    public double BrierScore { get; }

    /// <summary>
    /// The rows in 15 bins of equal width by their confidence, which is the score of the predicted class clamped to [0, 1], in
    /// ascending order.
    /// </summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; }

    /// <summary>
    /// The accuracy of the most confident 100, 99.5, 99, 98, 95 and 90 % of the rows, in this order. Rows may count as equally
    /// confident if their 1 − confidence differs by less than 0.4 %.
    /// </summary>
    public IReadOnlyList<CoveragePoint> Coverage { get; }

    /// <summary>
    /// The area under the risk-coverage curve (AURC): the mean over k of the fraction of the k most confident rows that is wrong,
    /// in [0, 1]. 0 is best; it equals the error rate if the confidence says nothing. (Geifman et al. 2019.)
    /// </summary>
    public double RiskCoverageArea { get; }

    /// <summary>Evaluates scored rows.</summary>
    /// <param name="scores">Probabilities, rows × classCount, finite. Element d of a row belongs to class d.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="classCount">Scores per row, 2 to 256.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, the lengths do not fit, a score is NaN or infinite, or a label is no class. The message names the row,
    /// counted from 0.
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

    /// <summary>
    /// The fraction of rows whose true class is among the <paramref name="k"/> classes with the highest scores, in [0, 1].
    /// </summary>
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
        // The log loss of always predicting the frequencies is their entropy.
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
        // Integers are summed, so that the last element is exactly 1.
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

/// <summary>How well one class is recognised.</summary>
/// <param name="Label">The class: its index among the scores of a row. For digits, the digit itself.</param>
/// <param name="Precision">
/// The fraction of the rows predicted as this class that belong to it, in [0, 1]. 0, as in ML.NET, if the class was never
/// predicted.
/// </param>
/// <param name="Recall">
/// The fraction of the rows of this class that were predicted as it, in [0, 1]. 0, as in ML.NET, if the class does not occur.
/// </param>
/// <param name="F1">
/// The harmonic mean of precision and recall, in [0, 1]. 0 if no row of the class was recognised. ML.NET has no such figure.
/// </param>
/// <param name="Support">The number of rows of this class.</param>
/// <param name="LogLoss">
/// The mean of −ln(score of this class) over the rows of this class, in nats. 0, as in ML.NET, if the class does not occur.
/// </param>
public sealed record ClassMetrics(int Label, double Precision, double Recall, double F1, long Support, double LogLoss);

/// <summary>
/// The rows whose confidence, the score of the predicted class, lies in one range. For a calibrated classifier their accuracy is
/// their mean confidence.
/// </summary>
/// <param name="Above">
/// The lower end of the range, in [0, 1). It belongs to the bin before, except that 0 belongs to the first bin.
/// </param>
/// <param name="UpTo">The upper end of the range, in (0, 1]. It belongs to this bin.</param>
/// <param name="Count">The number of rows with a confidence in the range.</param>
/// <param name="MeanConfidence">The mean confidence of these rows, in [0, 1]; <see cref="double.NaN"/> if there are none.</param>
/// <param name="Accuracy">
/// The fraction of these rows predicted right, in [0, 1]; <see cref="double.NaN"/> if there are none.
/// </param>
public sealed record ReliabilityBin(double Above, double UpTo, long Count, double MeanConfidence, double Accuracy);

/// <summary>How good the predictions are if only the most confident ones are used.</summary>
/// <param name="Coverage">The fraction of rows that are used, in (0, 1].</param>
/// <param name="Count">The number of these rows: that fraction of all rows, rounded up.</param>
/// <param name="Accuracy">
/// The fraction of these rows predicted right, in [0, 1]. If the last of them are as confident as others that are left out, it is
/// the mean over all possible choices, so it may not be a whole number of rows.
/// </param>
public sealed record CoveragePoint(double Coverage, long Count, double Accuracy);
