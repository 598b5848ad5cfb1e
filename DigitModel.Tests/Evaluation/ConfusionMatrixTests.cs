using System.Globalization;
using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

public class ConfusionMatrixTests
{
    private static readonly ConfusionMatrix Iris = new([21, 0, 0, 0, 27, 3, 0, 2, 26], 3);

    [Fact]
    public void GetFormattedConfusionTable_IsMLNetsText_OfThreeClasses()
    {
        // dotnet/machinelearning, test/BaselineOutput/Common/LightGBMMC/LightGBMMC-CV-iris.key-out.txt, first fold.
        AssertTable(
            """

            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||    21 |     0 |     0 | 1.0000
                    1 ||     0 |    27 |     3 | 0.9000
                    2 ||     0 |     2 |    26 | 0.9286
                      ||========================
            Precision ||1.0000 |0.9310 |0.8966 |

            """,
            Iris);
    }

    [Fact]
    public void GetFormattedConfusionTable_IsMLNetsText_OfTwoClasses()
    {
        // dotnet/machinelearning, test/BaselineOutput/Common/MultiClassNaiveBayes/
        // MultiClassNaiveBayes-TrainTest-breast-cancer-out.txt. Class 1 is never predicted.
        AssertTable(
            """

            Confusion table
                      ||======================
            PREDICTED ||        0 |        1 | Recall
            TRUTH     ||======================
                    0 ||      458 |        0 | 1.0000
                    1 ||      241 |        0 | 0.0000
                      ||======================
            Precision ||   0.6552 |   0.0000 |

            """,
            new ConfusionMatrix([458, 0, 241, 0], 2));
    }

    [Fact]
    public void GetFormattedConfusionTable_IsMLNetsText_OfTenClasses()
    {
        // Worked out by hand from ML.NET's format: thousands are grouped, a number wider than its column pushes the rest.
        AssertTable(
            """

            Confusion table
                      ||================================================================================
            PREDICTED ||     0 |     1 |     2 |     3 |     4 |     5 |     6 |     7 |     8 |     9 | Recall
            TRUTH     ||================================================================================
                    0 ||   999 |     0 |     0 |     0 |     0 |     0 |     1 |     0 |     0 |     0 | 0.9990
                    1 ||     0 | 1,000 |     0 |     0 |     0 |     0 |     0 |     0 |     0 |     0 | 1.0000
                    2 ||     0 |     0 | 12,345 |     0 |     0 |     0 |     0 |     0 |     0 |     0 | 1.0000
                    3 ||     0 |     0 |     0 |     3 |     0 |     1 |     0 |     0 |     0 |     0 | 0.7500
                    4 ||     0 |     0 |     0 |     0 |     2 |     0 |     0 |     0 |     0 |     1 | 0.6667
                    5 ||     0 |     0 |     0 |     0 |     0 |     0 |     0 |     0 |     0 |     0 | 0.0000
                    6 ||     0 |     0 |     0 |     0 |     0 |     0 |     5 |     0 |     0 |     0 | 1.0000
                    7 ||     0 |     2 |     0 |     0 |     0 |     0 |     0 |     6 |     0 |     0 | 0.7500
                    8 ||     0 |     0 |     0 |     0 |     0 |     0 |     0 |     0 |     7 |     0 | 1.0000
                    9 ||     0 |     0 |     0 |     0 |     8 |     0 |     0 |     0 |     0 |     0 | 0.0000
                      ||================================================================================
            Precision ||1.0000 |0.9980 |1.0000 |1.0000 |0.2000 |0.0000 |0.8333 |1.0000 |1.0000 |0.0000 |

            """,
            new ConfusionMatrix(
                [
                    999, 0, 0, 0, 0, 0, 1, 0, 0, 0,
                    0, 1000, 0, 0, 0, 0, 0, 0, 0, 0,
                    0, 0, 12345, 0, 0, 0, 0, 0, 0, 0,
                    0, 0, 0, 3, 0, 1, 0, 0, 0, 0,
                    0, 0, 0, 0, 2, 0, 0, 0, 0, 1,
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                    0, 0, 0, 0, 0, 0, 5, 0, 0, 0,
                    0, 2, 0, 0, 0, 0, 0, 6, 0, 0,
                    0, 0, 0, 0, 0, 0, 0, 0, 7, 0,
                    0, 0, 0, 0, 8, 0, 0, 0, 0, 0,
                ],
                10));
    }

    [Fact]
    public void GetFormattedConfusionTable_DoesNotDependOnTheCulture()
    {
        string expected = Iris.GetFormattedConfusionTable();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CommaCulture();
            Assert.Equal("0,5", $"{0.5}");
            Assert.Equal(expected, Iris.GetFormattedConfusionTable());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Counts_AreByActualThenPredictedClass()
    {
        Assert.Equal(3, Iris.NumberOfClasses);
        Assert.Equal([[21, 0, 0], [0, 27, 3], [0, 2, 26]], Iris.Counts);
    }

    [Fact]
    public void PerClassPrecisionAndRecall_AreOfColumnsAndRows()
    {
        Assert.Equal([21.0 / 21, 27.0 / 29, 26.0 / 29], Iris.PerClassPrecision);
        Assert.Equal([21.0 / 21, 27.0 / 30, 26.0 / 28], Iris.PerClassRecall);
    }

    [Fact]
    public void GetCountForClassPair_TakesThePredictedClassFirst()
    {
        Assert.Equal(3, Iris.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 1));
        Assert.Equal(2, Iris.GetCountForClassPair(1, 2));
    }

    [Theory]
    [InlineData(-1, 0, "predictedClassIndicatorIndex")]
    [InlineData(3, 0, "predictedClassIndicatorIndex")]
    [InlineData(0, -1, "actualClassIndicatorIndex")]
    [InlineData(0, 3, "actualClassIndicatorIndex")]
    public void GetCountForClassPair_Throws_WhenAnIndexIsNoClass(int predicted, int actual, string parameter) =>
        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => Iris.GetCountForClassPair(predicted, actual));

    /// <summary>A culture that writes numbers with a decimal comma; made here, because invariant mode has no other.</summary>
    internal static CultureInfo CommaCulture()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "~";
        return culture;
    }

    private static void AssertTable(string expected, ConfusionMatrix matrix) =>
        Assert.Equal(expected.ReplaceLineEndings(), matrix.GetFormattedConfusionTable());
}
