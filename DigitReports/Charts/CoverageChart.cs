using DigitEngine.Evaluation;

namespace DigitReports.Charts;

/// <summary>Accuracy by coverage: how often the surest answers are right.</summary>
internal static class CoverageChart
{
    /// <summary>The smallest coverage that is drawn.</summary>
    private const double Least = 0.8;

    private const int Points = 160;

    private static readonly Frame Field = new() { Right = Frame.Width - 16, Bottom = 284, Height = 326 };

    public static Markup Draw(string id, TestPredictions answers, MulticlassMetrics metrics)
    {
        (double X, double Y)[] curve = Curve(answers);
        LinearScale coverage = LinearScale.Exact(Least, 1, Frame.Left, Field.Right, 5);
        double low = Math.Min(curve.Min(point => point.Y), metrics.Coverage.Min(point => point.Accuracy));
        LinearScale accuracy = LinearScale.Round(Math.Min(low, 0.999), 1, Field.Bottom, Frame.Top + 10, 7);
        string text = string.Join(", ", metrics.Coverage.Select(point =>
            $"{NumberFormat.Percent(point.Accuracy)} of the surest {NumberFormat.ShortPercent(point.Coverage)}"));
        return Field.Draw(
            id,
            "Accuracy by the share of images answered",
            $"Accuracy: {text}.",
            Markup.Of($"""
                {Field.Rows(accuracy, NumberFormat.ShortPercent)}
                {Field.Columns(coverage, NumberFormat.ShortPercent, "share of the images, the surest first")}
                {Frame.Lines([new("", "a", curve)], coverage, accuracy)}
                {Markup.Lines(metrics.Coverage.Select(point => Markup.Of(
                    $"<circle class=\"dot a\" cx=\"{coverage.Map(point.Coverage)}\" cy=\"{accuracy.Map(point.Accuracy)}\" r=\"3.5\" />")))}
                """));
    }

    /// <summary>
    /// The accuracy of the surest k answers, for many k. Among equally sure answers it is the expected accuracy of a random
    /// choice.
    /// </summary>
    internal static (double X, double Y)[] Curve(TestPredictions answers)
    {
        (float Confidence, bool Right)[] rows =
            [.. Enumerable.Range(0, answers.Count).Select(i => (answers.Confidence(i), answers.IsRight(i)))];
        Array.Sort(rows, (a, b) => b.Confidence.CompareTo(a.Confidence));

        // hits[k]: the expected number of right answers among the surest k.
        double[] hits = new double[rows.Length + 1];
        for (int start = 0, end; start < rows.Length; start = end)
        {
            int right = 0;
            for (end = start; end < rows.Length && rows[end].Confidence == rows[start].Confidence; end++)
            {
                right += rows[end].Right ? 1 : 0;
            }

            for (int k = start; k < end; k++)
            {
                hits[k + 1] = hits[start] + ((double)right * (k + 1 - start) / (end - start));
            }
        }

        int least = Math.Max(1, (int)Math.Ceiling(Least * rows.Length));
        int stride = Math.Max(1, (rows.Length - least) / Points);
        return [.. Enumerable.Range(least, rows.Length - least + 1)
            .Where(k => (rows.Length - k) % stride == 0)
            .Select(k => ((double)k / rows.Length, hits[k] / k))];
    }
}
