using System.Globalization;
using DigitEngine.Evaluation;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Evaluation;

public class ConfusionMatrixCsvTests
{
    [Fact]
    public void Write_GivesAHeaderAndOneLinePerActualClass()
    {
        ConfusionMatrix matrix = new([21, 0, 0, 0, 12345, 3, 0, 2, 26], 3);
        using StringWriter writer = new(ConfusionMatrixTests.CommaCulture()) { NewLine = "\r\n" };
        ConfusionMatrixCsv.Write(writer, matrix);
        Assert.Equal("actual\\predicted,0,1,2\n0,21,0,0\n1,0,12345,3\n2,0,2,26\n", writer.ToString());
    }

    [Fact]
    public void Write_NamesTenClasses_OfDigits()
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        ConfusionMatrixCsv.Write(writer, MulticlassMetrics.Compute(new float[10], [9]).ConfusionMatrix);
        string[] lines = writer.ToString().Split('\n');
        Assert.Equal("actual\\predicted,0,1,2,3,4,5,6,7,8,9", lines[0]);
        Assert.Equal("9,1,0,0,0,0,0,0,0,0,0", lines[10]);
        Assert.Equal(12, lines.Length);
    }

    [Fact]
    public void Write_LosesNothing() => Prop.ForAll(ScoredRows.Any, data =>
    {
        ConfusionMatrix matrix = data.Compute().ConfusionMatrix;
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        ConfusionMatrixCsv.Write(writer, matrix);
        string[][] lines = [.. writer.ToString().TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        string[] classes = [.. Enumerable.Range(0, data.ClassCount).Select(c => c.ToString(CultureInfo.InvariantCulture))];

        Assert.Equal(classes, lines[0][1..]);
        Assert.Equal(classes, lines[1..].Select(line => line[0]));
        Assert.Equal(matrix.Counts, lines[1..].Select(line => line[1..].Select(count => double.Parse(count, CultureInfo.InvariantCulture))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_Throws_WhenAnArgumentIsNull()
    {
        ConfusionMatrix matrix = new(new long[4], 2);
        Assert.Throws<ArgumentNullException>("writer", () => ConfusionMatrixCsv.Write(null!, matrix));
        Assert.Throws<ArgumentNullException>("matrix", () => ConfusionMatrixCsv.Write(TextWriter.Null, null!));
    }
}
