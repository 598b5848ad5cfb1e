using System.Text;
using System.Text.Json;
using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

public class MetricsJsonTests
{
    [Fact]
    public void Write_GivesExactlyThePromisedKeys_InOrder()
    {
        using JsonDocument json = JsonDocument.Parse(Write(ScoredRows.OneHot([[3, 1], [0, 2]]).Compute(), 1000));
        Assert.Equal(
            [
                "count", "microAccuracy", "macroAccuracy", "logLoss", "logLossReduction", "topKAccuracy", "perClass",
                "confusionMatrix", "expectedCalibrationError", "brierScore", "reliability", "coverage", "riskCoverageArea",
                "imagesPerSecond",
            ],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        foreach (JsonElement c in json.RootElement.GetProperty("perClass").EnumerateArray())
        {
            Assert.Equal(["label", "precision", "recall", "f1", "support"], c.EnumerateObject().Select(p => p.Name));
        }

        foreach (JsonElement bin in json.RootElement.GetProperty("reliability").EnumerateArray())
        {
            Assert.Equal(["above", "upTo", "count", "meanConfidence", "accuracy"], bin.EnumerateObject().Select(p => p.Name));
        }

        foreach (JsonElement point in json.RootElement.GetProperty("coverage").EnumerateArray())
        {
            Assert.Equal(["coverage", "count", "accuracy"], point.EnumerateObject().Select(p => p.Name));
        }
    }

    [Fact]
    public void Write_GivesNumbersThatReadBackAsTheyWere()
    {
        MulticlassMetrics metrics = MulticlassMetrics.Compute(
            [0.7f, 0.2f, 0.1f, 0.3f, 0.4f, 0.3f, 0.2f, 0.3f, 0.5f, 0.6f, 0.3f, 0.1f], [0, 1, 1, 2], 3);
        using JsonDocument json = JsonDocument.Parse(Write(metrics, 12345.678));
        JsonElement root = json.RootElement;

        Assert.Equal(metrics.Count, root.GetProperty("count").GetInt64());
        Assert.Equal(metrics.MicroAccuracy, root.GetProperty("microAccuracy").GetDouble());
        Assert.Equal(metrics.MacroAccuracy, root.GetProperty("macroAccuracy").GetDouble());
        Assert.Equal(metrics.LogLoss, root.GetProperty("logLoss").GetDouble());
        Assert.Equal(metrics.LogLossReduction, root.GetProperty("logLossReduction").GetDouble());
        Assert.Equal(12345.678, root.GetProperty("imagesPerSecond").GetDouble());
        Assert.Equal(metrics.TopKAccuracyForAllK, Doubles(root.GetProperty("topKAccuracy")));
        Assert.Equal(
            metrics.ConfusionMatrix.Counts, root.GetProperty("confusionMatrix").EnumerateArray().Select(Doubles));
        Assert.Equal(metrics.ExpectedCalibrationError, root.GetProperty("expectedCalibrationError").GetDouble());
        Assert.Equal(metrics.BrierScore, root.GetProperty("brierScore").GetDouble());
        Assert.Equal(metrics.RiskCoverageArea, root.GetProperty("riskCoverageArea").GetDouble());
        Assert.Equal(
            metrics.Reliability,
            root.GetProperty("reliability").EnumerateArray().Select(bin => new ReliabilityBin(
                bin.GetProperty("above").GetDouble(),
                bin.GetProperty("upTo").GetDouble(),
                bin.GetProperty("count").GetInt64(),
                DoubleOrNaN(bin.GetProperty("meanConfidence")),
                DoubleOrNaN(bin.GetProperty("accuracy")))));
        Assert.Equal(
            metrics.Coverage,
            root.GetProperty("coverage").EnumerateArray().Select(point => new CoveragePoint(
                point.GetProperty("coverage").GetDouble(),
                point.GetProperty("count").GetInt64(),
                point.GetProperty("accuracy").GetDouble())));
        Assert.Equal(
            metrics.PerClass.Select(c => (c.Label, c.Precision, c.Recall, c.F1, c.Support)),
            root.GetProperty("perClass").EnumerateArray().Select(c => (
                c.GetProperty("label").GetInt32(),
                c.GetProperty("precision").GetDouble(),
                c.GetProperty("recall").GetDouble(),
                c.GetProperty("f1").GetDouble(),
                c.GetProperty("support").GetInt64())));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Write_GivesNull_ForWhatJsonCannotExpress(double imagesPerSecond)
    {
        MulticlassMetrics oneClass = MulticlassMetrics.Compute([0.5f, 0.5f], [0], 2);
        using JsonDocument json = JsonDocument.Parse(Write(oneClass, imagesPerSecond));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("logLossReduction").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("imagesPerSecond").ValueKind);
    }

    [Fact]
    public void Write_IsIndented_WithAMatrixRowOnOneLine()
    {
        string expected = """
            {
              "count": 4,
              "microAccuracy": 1,
              "macroAccuracy": 1,
              "logLoss": 0,
              "logLossReduction": 1,
              "topKAccuracy": [
                1,
                1
              ],
              "perClass": [
                {
                  "label": 0,
                  "precision": 1,
                  "recall": 1,
                  "f1": 1,
                  "support": 3
                },
                {
                  "label": 1,
                  "precision": 1,
                  "recall": 1,
                  "f1": 1,
                  "support": 1
                }
              ],
              "confusionMatrix": [
                [3, 0],
                [0, 1]
              ],
              "expectedCalibrationError": 0,
              "brierScore": 0,
              "reliability": [
                {"above": 0, "upTo": 0.06666666666666667, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.06666666666666667, "upTo": 0.13333333333333333, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.13333333333333333, "upTo": 0.2, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.2, "upTo": 0.26666666666666666, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.26666666666666666, "upTo": 0.3333333333333333, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.3333333333333333, "upTo": 0.4, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.4, "upTo": 0.4666666666666667, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.4666666666666667, "upTo": 0.5333333333333333, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.5333333333333333, "upTo": 0.6, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.6, "upTo": 0.6666666666666666, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.6666666666666666, "upTo": 0.7333333333333333, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.7333333333333333, "upTo": 0.8, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.8, "upTo": 0.8666666666666667, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.8666666666666667, "upTo": 0.9333333333333333, "count": 0, "meanConfidence": null, "accuracy": null},
                {"above": 0.9333333333333333, "upTo": 1, "count": 4, "meanConfidence": 1, "accuracy": 1}
              ],
              "coverage": [
                {"coverage": 1, "count": 4, "accuracy": 1},
                {"coverage": 0.995, "count": 4, "accuracy": 1},
                {"coverage": 0.99, "count": 4, "accuracy": 1},
                {"coverage": 0.98, "count": 4, "accuracy": 1},
                {"coverage": 0.95, "count": 4, "accuracy": 1},
                {"coverage": 0.9, "count": 4, "accuracy": 1}
              ],
              "riskCoverageArea": 0,
              "imagesPerSecond": 2000.5
            }

            """;
        Assert.Equal(
            expected.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(Write(ScoredRows.OneHot([[3, 0], [0, 1]]).Compute(), 2000.5)));
    }

    [Fact]
    public void Write_Throws_WhenAnArgumentIsNull()
    {
        MulticlassMetrics metrics = MulticlassMetrics.Compute([1, 0], [0], 2);
        Assert.Throws<ArgumentNullException>("stream", () => MetricsJson.Write(null!, metrics, 1));
        Assert.Throws<ArgumentNullException>("metrics", () => MetricsJson.Write(Stream.Null, (MulticlassMetrics)null!, 1));
    }

    private static byte[] Write(MulticlassMetrics metrics, double imagesPerSecond)
    {
        using MemoryStream stream = new();
        MetricsJson.Write(stream, metrics, imagesPerSecond);
        Assert.True(stream.CanWrite);
        return stream.ToArray();
    }

    private static double DoubleOrNaN(JsonElement number) =>
        number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble();

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}
