using System.Globalization;
using System.Xml.Linq;
using DigitEngine.Evaluation;
using DigitEngine.Training;
using DigitReports.Charts;
using MlNetDigits.Tests.Evaluation;

namespace MlNetDigits.Tests.Reports;

public class ChartTests
{
    private const double Left = Frame.Left;
    private const double Bottom = 224;

    [Fact]
    public void Loss_PutsEachEpochInItsPlace()
    {
        // From 1 to 0.01 by logarithm; a third of the way in epochs, half the way in loss.
        EpochRecord[] history = [Record(1, 1, 1), Record(2, 0.1, 0.1), Record(3, 0.1, 0.1), Record(4, 0.01, 0.01)];
        XElement svg = XElement.Parse(LearningCurves.Loss("loss", [new("", "a", [history], 0)]).ToString());

        double[][] line = Points(Assert.Single(svg.Elements("polyline"), each => each.Attribute("class")!.Value == "line a"));
        double right = 316;
        double third = (right - Left) / 3;
        double[][] expected =
        [
            [Left, Frame.Top], [Left + third, (Frame.Top + Bottom) / 2], [Left + (2 * third), (Frame.Top + Bottom) / 2], [right, Bottom],
        ];
        AssertNear(expected, line);
        Assert.Equal(["training", "validation"], Names(svg));
    }

    [Fact]
    public void Loss_IsOnAnEvenAxis_WhereItVariesLittle_AndLeavesGaps()
    {
        EpochRecord[] history = [Record(1, 2, 4), Record(2, 1, double.NaN), Record(3, 2, 1), Record(4, 2, 2)];
        XElement svg = XElement.Parse(LearningCurves.Loss("loss", [new("", "a", [history], 0)]).ToString());

        XElement dot = Assert.Single(svg.Elements("circle"));
        Assert.Equal(Frame.Top, Number(dot, "cy"), 0.01);
        double[][] line = Points(Assert.Single(svg.Elements("polyline"), each => each.Attribute("class")!.Value == "line a"));
        Assert.Equal([Bottom - ((Bottom - Frame.Top) / 4), Bottom - ((Bottom - Frame.Top) / 2)], line.Select(point => point[1]));
    }

    [Fact]
    public void Accuracy_IsEvenInTheRatioOfErrors_AndShowsNoErrorAtItsEnd()
    {
        // Of 200 images half a one is 0.25 %: the axis ends at the next round value, 0.2 %, which stands for none.
        EpochRecord[] history = [Record(1, 1, 1, 0.8), Record(2, 1, 1, 0.98), Record(3, 1, 1, 1)];
        XElement svg = XElement.Parse(LearningCurves.Accuracy("accuracy", [new("", "a", [history], 200)]).ToString());

        double[][] line = Points(Assert.Single(svg.Elements("polyline")));
        double decade = (Bottom - Frame.Top) / 2;
        AssertNear([[Left, Bottom], [(Left + 316) / 2, Bottom - decade], [316, Frame.Top]], line);
        Assert.Equal(
            ["100 %", "99.5 %", "99 %", "98 %", "95 %", "90 %", "80 %"],
            Texts(svg, "tick").Where(text => text.EndsWith('%')));
    }

    [Fact]
    public void Curves_HaveALineForEachMember_AndOneName()
    {
        EpochRecord[] history = SamplePages.History(6);
        XElement svg = XElement.Parse(LearningCurves.Accuracy("accuracy", [new("", "a", [history[..3], history[3..]], 0)]).ToString());
        Assert.Equal(2, svg.Elements("polyline").Count());
        Assert.Equal(["validation"], Names(svg));
    }

    [Fact]
    public void Curves_AreDrawnOfNoMorePointsThanCanBeSeen()
    {
        EpochRecord[] history = [.. Enumerable.Range(1, 100_000).Select(i => Record(i, 1, 1.0 / i))];
        XElement svg = XElement.Parse(LearningCurves.Loss("loss", [new("", "a", [history], 0)]).ToString());
        Assert.All(svg.Elements("polyline"), line => Assert.InRange(Points(line).Length, 300, 402));
        Assert.Equal(316, Points(svg.Elements("polyline").Last())[^1][0]);
    }

    [Fact]
    public void Curves_AreLeftOut_WhereThereIsNothingToDraw() =>
        Assert.True(LearningCurves.Accuracy("a", [new("", "a", [[Record(1, 1, double.NaN, double.NaN)]], 0)]).IsEmpty);

    [Fact]
    public void Reliability_PutsEachBinAtItsMeans()
    {
        // Four answers at 0.8, three of them right; one at 0.2, wrong.
        MulticlassMetrics metrics = PredictionRows.Of((1, 1, 0.8), (2, 2, 0.8), (3, 3, 0.8), (4, 9, 0.8), (5, 6, 0.2)).ToMetrics();
        XElement svg = XElement.Parse(ReliabilityChart.Draw("r", metrics).ToString());

        XElement[] dots = [.. svg.Elements("circle")];
        Assert.Equal(2, dots.Length);
        double width = Frame.Width - 10 - Left;
        Assert.Equal((Left + (0.2 * width), 204), (Number(dots[0], "cx"), Number(dots[0], "cy")));
        Assert.Equal((Left + (0.8 * width), 204 - (0.75 * (204 - Frame.Top))), (Number(dots[1], "cx"), Number(dots[1], "cy")));
        Assert.Equal(["1", "4"], Texts(svg, "small"));
        Assert.Equal(2, svg.Elements("rect").Count());
    }

    /// <summary>The accuracy of the surest k by sorting; among equals, the mean over all orders is the share of those before and within.</summary>
    [Fact]
    public void Coverage_FollowsTheSurestAnswers()
    {
        TestPredictions answers = PredictionRows.Of(
            (0, 0, 0.99), (1, 1, 0.98), (2, 2, 0.97), (3, 3, 0.96), (4, 4, 0.95), (5, 5, 0.94), (6, 6, 0.93), (7, 0, 0.5), (8, 8, 0.5), (9, 0, 0.3));
        (double X, double Y)[] curve = CoverageChart.Curve(answers);
        Assert.Equal([0.8, 0.9, 1], curve.Select(point => point.X));
        Assert.Equal([7.5 / 8, 8.0 / 9, 0.8], curve.Select(point => point.Y));
    }

    [Fact]
    public void Coverage_AgreesWithTheMetrics_WhereNoAnswersAreEquallySure()
    {
        TestPredictions answers = PredictionRows.Random(400, 9);
        MulticlassMetrics metrics = answers.ToMetrics();
        (double X, double Y)[] curve = CoverageChart.Curve(answers);
        foreach (CoveragePoint point in metrics.Coverage)
        {
            (double x, double y) = curve.MinBy(each => Math.Abs(each.X - point.Coverage));
            Assert.Equal(point.Coverage, x, 0.003);
            Assert.Equal(point.Accuracy, y, 0.01);
        }
    }

    private static EpochRecord Record(int epoch, double training, double validation, double accuracy = 0.9) =>
        new(epoch, 10 * epoch, 0.001, training, validation, accuracy, epoch);

    private static string[] Names(XElement svg) =>
        [.. svg.Elements("text").Where(text => text.Attribute("class")!.Value.StartsWith("name", StringComparison.Ordinal)).Select(text => text.Value)];

    private static string[] Texts(XElement svg, string style) =>
        [.. svg.Elements("text").Where(text => text.Attribute("class")!.Value == style).Select(SamplePages.Cell)];

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static double[][] Points(XElement polyline) =>
        [.. polyline.Attribute("points")!.Value.Split(' ').Select(point => point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())];

    /// <summary>Coordinates are written to a hundredth.</summary>
    private static void AssertNear(double[][] expected, double[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach ((double[] one, double[] other) in expected.Zip(actual))
        {
            Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 0.0051));
        }
    }
}
