using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

public class MulticlassMetricsTests
{
    // Two rows of class 0, one of class 1, one of class 2. Predicted: 0, 1, 1, 0.
    private static readonly float[] FourRows =
    [
        0.5f, 0.25f, 0.25f,
        0.25f, 0.5f, 0.25f,
        0.25f, 0.5f, 0.25f,
        0.5f, 0.375f, 0.125f,
    ];

    private static readonly byte[] FourLabels = [0, 0, 1, 2];

    [Fact]
    public void Compute_GivesTheFiguresWorkedOutByHand()
    {
        MulticlassMetrics metrics = MulticlassMetrics.Compute(FourRows, FourLabels, 3);

        Assert.Equal(4, metrics.Count);
        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal((0.5 + 1 + 0) / 3, metrics.MacroAccuracy);

        // −ln of 1/2, 1/4, 1/2, 1/8 is 1 + 2 + 1 + 3 times ln 2; the frequencies 1/2, 1/4, 1/4 have 1.5 bits of entropy.
        double ln2 = Math.Log(2);
        Assert.Equal(7 * ln2 / 4, metrics.LogLoss, 1e-15);
        Assert.Equal((1.5 - 1.75) / 1.5, metrics.LogLossReduction, 1e-15);
        Assert.Equal([1.5 * ln2, ln2, 3 * ln2], metrics.PerClassLogLoss, (a, b) => Math.Abs(a - b) <= 1e-15);
        Assert.Equal([0.5, 0.75, 1], metrics.TopKAccuracyForAllK);

        Assert.Equal([[1, 1, 0], [0, 1, 0], [1, 0, 0]], metrics.ConfusionMatrix.Counts);
        Assert.Equal(new ClassMetrics(0, 0.5, 0.5, 0.5, 2, metrics.PerClassLogLoss[0]), metrics.PerClass[0]);
        Assert.Equal(new ClassMetrics(1, 0.5, 1, 2.0 / 3, 1, metrics.PerClassLogLoss[1]), metrics.PerClass[1]);
        Assert.Equal(new ClassMetrics(2, 0, 0, 0, 1, metrics.PerClassLogLoss[2]), metrics.PerClass[2]);
    }

    [Fact]
    public void Compute_AgreesWithMLNet_WhenAClassIsNeverPredictedAndEveryLogLossIsClipped()
    {
        // dotnet/machinelearning, test/BaselineOutput/Common/MultiClassNaiveBayes/
        // MultiClassNaiveBayes-TrainTest-breast-cancer-out.txt: that trainer's scores are negative, so that all are clipped.
        float[] scores = new float[699 * 2];
        byte[] labels = new byte[699];
        for (int row = 0; row < 699; row++)
        {
            labels[row] = (byte)(row < 458 ? 0 : 1);
            scores[2 * row] = -1;
            scores[(2 * row) + 1] = -2;
        }

        MulticlassMetrics metrics = MulticlassMetrics.Compute(scores, labels, 2);

        Assert.Equal(0.655222, metrics.MicroAccuracy, 6);
        Assert.Equal(0.5, metrics.MacroAccuracy, 6);
        Assert.Equal(34.538776, metrics.LogLoss, 6);
        Assert.Equal(-52.618809, metrics.LogLossReduction, 6);
        Assert.Equal(0, metrics.PerClass[1].Precision);
    }

    [Fact]
    public void Compute_AgreesWithMLNet_OnAConfusionMatrixItPublished()
    {
        // dotnet/machinelearning, test/BaselineOutput/Common/LightGBMMC/LightGBMMC-CV-iris.key-out.txt, first fold.
        MulticlassMetrics metrics = ScoredRows.OneHot([[21, 0, 0], [0, 27, 3], [0, 2, 26]]).Compute();

        Assert.Equal(79, metrics.Count);
        Assert.Equal(0.936709, metrics.MicroAccuracy, 6);
        Assert.Equal(0.942857, metrics.MacroAccuracy, 6);
    }

    [Fact]
    public void Compute_PutsTheLowerClassFirst_WhenScoresAreEqual()
    {
        // The example of ML.NET's source: class 3 is best, then the equal ones in order, so that class 2 comes fourth.
        MulticlassMetrics metrics = MulticlassMetrics.Compute([0.1f, 0.1f, 0.1f, 0.6f, 0.1f], [2], 5);
        Assert.Equal([0, 0, 0, 1, 1], metrics.TopKAccuracyForAllK);

        MulticlassMetrics allEqual = MulticlassMetrics.Compute([0.5f, 0.5f, 0.5f, 0.5f], [0, 1], 2);
        Assert.Equal([[1, 0], [1, 0]], allEqual.ConfusionMatrix.Counts);
    }

    [Fact]
    public void Compute_LeavesAnAbsentClassOutOfMacroAccuracy_AndGivesItZeros()
    {
        MulticlassMetrics metrics = MulticlassMetrics.Compute([1, 0, 0, 1, 0, 0, 0, 0, 1], [0, 0, 2], 3);
        Assert.Equal(1, metrics.MacroAccuracy);
        Assert.Equal(new ClassMetrics(1, 0, 0, 0, 0, 0), metrics.PerClass[1]);
    }

    [Fact]
    public void Compute_GivesNoLogLossReduction_WhenAllRowsAreOfOneClass()
    {
        MulticlassMetrics metrics = MulticlassMetrics.Compute([0.5f, 0.5f, 0.25f, 0.75f], [1, 1], 2);
        Assert.Equal(double.NaN, metrics.LogLossReduction);
    }

    [Fact]
    public void Compute_BringsScoresIntoRange_ForLogLoss()
    {
        Assert.Equal(0, MulticlassMetrics.Compute([0, 1.5f], [1], 2).LogLoss);
        Assert.Equal(-Math.Log(1e-15f), MulticlassMetrics.Compute([0, 1], [0], 2).LogLoss);
        Assert.Equal(-Math.Log(1e-15f), MulticlassMetrics.Compute([float.MinValue, 1], [0], 2).LogLoss);
    }

    [Fact]
    public void Compute_TakesTenClasses_WhenNotTold()
    {
        float[] scores = new float[10];
        scores[7] = 1;
        MulticlassMetrics metrics = MulticlassMetrics.Compute(scores, [7]);
        Assert.Equal(10, metrics.PerClass.Count);
        Assert.Equal(1, metrics.PerClass[7].Support);
        Assert.Equal(1, metrics.MicroAccuracy);
    }

    [Fact]
    public void Compute_Throws_WhenThereAreNoRows()
    {
        ArgumentException e = Assert.Throws<ArgumentException>("labels", () => MulticlassMetrics.Compute([], []));
        Assert.StartsWith("There are no rows to evaluate: at least one was expected.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_Throws_WhenTheLengthsDoNotFit()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            "scores", () => MulticlassMetrics.Compute(new float[29], new byte[3]));
        Assert.StartsWith("3 labels of 10 classes need 30 scores, not 29.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Compute_ThrowsAndNamesTheRow_WhenAScoreIsNotFinite(float score, string name)
    {
        float[] scores = [.. FourRows];
        scores[(2 * 3) + 1] = score;
        ArgumentException e = Assert.Throws<ArgumentException>(
            "scores", () => MulticlassMetrics.Compute(scores, FourLabels, 3));
        Assert.StartsWith(
            $"Row 2 (counted from 0) scores class 1 with {name}; a finite probability was expected.",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_ThrowsAndNamesTheRow_WhenALabelIsNoClass()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            "labels", () => MulticlassMetrics.Compute(FourRows, [0, 0, 1, 3], 3));
        Assert.StartsWith(
            "Row 3 (counted from 0) has label 3; 0 to 2 was expected.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(257)]
    public void Compute_Throws_WhenTheNumberOfClassesIsOutOfRange(int classCount) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            nameof(classCount), () => MulticlassMetrics.Compute(new float[classCount], [0], classCount));

    [Fact]
    public void TopKAccuracy_IsTheElementBeforeK()
    {
        MulticlassMetrics metrics = MulticlassMetrics.Compute(FourRows, FourLabels, 3);
        Assert.Equal(0.5, metrics.TopKAccuracy(1));
        Assert.Equal(0.75, metrics.TopKAccuracy(2));
        Assert.Equal(1, metrics.TopKAccuracy(3));
        Assert.Throws<ArgumentOutOfRangeException>("k", () => metrics.TopKAccuracy(0));
        Assert.Throws<ArgumentOutOfRangeException>("k", () => metrics.TopKAccuracy(4));
    }
}
