using System.Text;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitReports;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Messages;

/// <summary>Bad files of metrics and predictions, and numbers that can't be measured.</summary>
internal static class EvaluationMessages
{
    private const string Metrics = """
        {"count": 4, "microAccuracy": 0.75, "macroAccuracy": 0.5, "logLoss": 0.25, "expectedCalibrationError": 0.125,
         "perClass": [{"label": 0, "recall": 0.75, "support": 4}, {"label": 1, "recall": 0, "support": 0}]}
        """;

    public static void Collect(MessageList list)
    {
        CollectMetrics(list);
        CollectPredictions(list);
        CollectNumbers(list);
    }

    private static void CollectMetrics(MessageList list)
    {
        list.Begin("Metrics of an earlier evaluation");
        list.Add("no file", () => BaselineMetrics.Read(list.PathOf("none.json")));
        list.Add("a folder", () => BaselineMetrics.Read(list.Folder));
        list.Add("an empty file", () => Read(""));
        list.Add("a list", () => Read("[]"));
        list.Add("four megabytes", () => Read(new string(' ', (1 << 22) + 1)));
        list.Add("damaged characters", () => BaselineMetrics.Read(
            list.Write("metrics.json", [.. Encoding.UTF8.GetBytes(Metrics).Select(letter => letter == 'u' ? (byte)0xFF : letter)])));
        foreach ((string input, string part, string other) in ((string, string, string)[])
        [
            ("not JSON after the first line", "\n", "\n x"),
            ("no rows", "\"count\": 4", "\"count\": 0"),
            ("half a row", "\"count\": 4", "\"count\": 4.5"),
            ("rows as text", "\"count\": 4", "\"count\": \"4\""),
            ("rows under another name", "\"count\": 4", "\"Count\": 4"),
            ("other rows than the accuracy is of", "\"count\": 4", "\"count\": 5"),
            ("other rows than the classes have", "\"count\": 4", "\"count\": 8"),
            ("rows without measure", "\"count\": 4", "\"count\": 9000000000000000000"),
            ("an accuracy above 1", "0.75, \"macro", "1.25, \"macro"),
            ("a negative accuracy", "0.5", "-0.5"),
            ("no loss", "0.25", "null"),
            ("an infinite loss", "0.25", "1e999"),
            ("a class without a recall", "\"recall\": 0,", ""),
            ("another class", "\"label\": 1", "\"label\": 2"),
            ("a class that is a number", "perClass\": [", "perClass\": [3, "),
            ("no classes", "perClass\"", "classes\""),
            ("one class", ", {\"label\": 1, \"recall\": 0, \"support\": 0}", ""),
        ])
        {
            list.Add(input, () => Read(Metrics.ReplaceLineEndings("\n").Replace(part, other, StringComparison.Ordinal)));
        }

        void Read(string json) => BaselineMetrics.Read(list.Write("metrics.json", Encoding.UTF8.GetBytes(json)));
    }

    private static void CollectPredictions(MessageList list)
    {
        const string Header = "row,label,predicted,confidence,score0,score1\n";
        list.Begin("Predictions of a run");
        list.Add("no file", () => TestPredictionsCsv.Read(list.PathOf("none.csv")));
        list.Add("nothing", () => Read(""));
        list.Add("one score", () => Read("row,label,predicted,confidence,score0\n"));
        list.Add("a header alone", () => Read(Header));
        list.Add("a field less", () => Read(Header + "1,0,0,0.5,0.5"));
        list.Add("row 0", () => Read(Header + "0,0,0,1,1,0"));
        list.Add("a label beyond the classes", () => Read(Header + "1,2,0,1,1,0"));
        list.Add("a prediction of letters", () => Read(Header + "1,0,x,1,1,0"));
        list.Add("a prediction of a lower score", () => Read(Header + "1,0,1,1,1,0"));
        list.Add("a score that is no number", () => Read(Header + "1,0,0,1,NaN,0"));
        list.Add("an endless line", () => Read(new string('x', 1 << 20)));

        static void Read(string text) => TestPredictionsCsv.Read(new StringReader(text), "predictions.csv");
    }

    private static void CollectNumbers(MessageList list)
    {
        list.Begin("Metrics of scores and labels");
        list.Add("no rows", () => MulticlassMetrics.Compute([], [], 2));
        list.Add("too few scores", () => MulticlassMetrics.Compute([1, 0, 1], [0, 1], 2));
        list.Add("a label beyond the classes", () => MulticlassMetrics.Compute([1, 0], [2], 2));
        list.Add("a score that is no number", () => MulticlassMetrics.Compute([1, float.NaN], [0], 2));
        list.Add("nothing added", () => new MetricsAccumulator(2).ToMetrics());
        list.Add("other classes than before", () => new BaselineMetrics(4, 1, 1, 0, 0, [1, 1]).AccuracyDropPValue(MulticlassMetrics.Compute([1, 0, 0], [0], 3)));
        list.Add("no answers", () => new TestPredictions([], [], []));
        list.Add("too few positions", () => new TestPredictions([0], [0, 1], [1, 0, 0, 1], 2));
        list.Add("a negative position", () => new TestPredictions([-1], [0], [1, 0], 2));
        list.Add("an answer's label beyond the classes", () => new TestPredictions([0], [2], [1, 0], 2));
        list.Add("an answer's score above 1", () => new TestPredictions([0], [0], [1.5f, 0], 2));
        list.Add("answers to other images", () => new PairedComparison(
            new TestPredictions([0], [0], [1, 0], 2), new TestPredictions([1], [0], [1, 0], 2)));
        list.Add("a report of two classes", () => HtmlReport.Save(
            list.PathOf("report.html"), "run", new TestPredictions([0], [0], [1, 0], 2), new TestSet(TestImages.RandomDataset(1, 1))));
        list.Add("a report with other images", () => HtmlReport.Save(
            list.PathOf("report.html"), "run", new TestPredictions([0], [0], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), new TestSet(TestImages.RandomDataset(2, 1))));
        list.Add("a temperature of nothing", () => TemperatureScaling.Fit([], [], 2));
        list.Add("too few logits", () => TemperatureScaling.Fit([1, 0, 1], [0, 1], 2));
        list.Add("an infinite logit", () => TemperatureScaling.Fit([1, float.PositiveInfinity], [0], 2));
        list.Add("a logit's label beyond the classes", () => TemperatureScaling.Fit([1, 0], [2], 2));
    }
}
