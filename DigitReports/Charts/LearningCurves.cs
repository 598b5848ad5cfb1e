using DigitEngine.Training;

namespace DigitReports.Charts;

/// <summary>Loss and validation accuracy by epoch, of one run or several.</summary>
internal static class LearningCurves
{
    /// <summary>The most points of a line; more could not be told apart.</summary>
    private const int MostPoints = 400;

    /// <summary>From this ratio of largest to smallest value on, the axis is logarithmic.</summary>
    private const double LargeRatio = 8;

    /// <summary>Stands for zero errors on a logarithmic axis if the number of images is unknown.</summary>
    private const double LeastError = 1e-4;

    private const int RowTicks = 7;

    /// <summary>Training and validation loss.</summary>
    public static Markup Loss(string id, IReadOnlyList<Run> runs)
    {
        Frame frame = new() { Right = 316 };
        Scale epochs = Epochs(frame, runs);
        List<Series> lines = [];
        foreach (Run run in runs)
        {
            if (runs.Count == 1)
            {
                Add(lines, run, "training", "thin b", record => record.TrainingLoss);
            }

            Add(lines, run, runs.Count == 1 ? "validation" : run.Name, run.Style, record => record.ValidationLoss);
        }

        double[] values = [.. lines.SelectMany(line => line.Points).Select(point => point.Y).Where(double.IsFinite)];
        if (values.Length == 0)
        {
            return Markup.Empty;
        }

        Scale losses = values.Min() > 0 && values.Max() / values.Min() >= LargeRatio
            ? new LogScale(values.Min(), values.Max(), frame.Bottom, Frame.Top, RowTicks + 3)
            : LinearScale.Round(Math.Min(0, values.Min()), values.Max(), frame.Bottom, Frame.Top, RowTicks);
        string text = string.Join("; ", runs.Select(run => (runs.Count == 1 ? "" : run.Name + ": ") + InWords(run)));
        return frame.Draw(id, "Loss by epoch", text + ".", Draw(frame, lines, epochs, losses, NumberFormat.Exact));
    }

    /// <summary>
    /// Accuracy on the validation images, on an axis that is logarithmic in the errors: from 98 to 99 % is as far as from 99 to
    /// 99.5 %.
    /// </summary>
    public static Markup Accuracy(string id, IReadOnlyList<Run> runs)
    {
        Frame frame = new() { Right = 316 };
        Scale epochs = Epochs(frame, runs);
        List<Series> lines = [];
        foreach (Run run in runs)
        {
            Add(lines, run, runs.Count == 1 ? "validation" : run.Name, run.Style, record => record.ValidationAccuracy);
        }

        double[] errors = [.. lines.SelectMany(line => line.Points).Select(point => 1 - point.Y).Where(double.IsFinite)];
        if (errors.Length == 0)
        {
            return Markup.Empty;
        }

        // A logarithmic axis has no zero. Zero errors are drawn at the end of the axis, at less than half an image.
        double least = Math.Max(errors.Min(), LeastErrorOf(runs));
        LogScale scale = new(least, Math.Max(errors.Max(), least), Frame.Top, frame.Bottom, RowTicks + 3);
        List<Series> asErrors =
            [.. lines.Select(line => line with { Points = [.. line.Points.Select(point => (point.X, 1 - point.Y))] })];
        IEnumerable<double> bests = lines.Select(line => line.Points.Max(point => point.Y)).Where(double.IsFinite);
        return frame.Draw(
            id,
            "Accuracy on the validation images by epoch",
            $"At best: {string.Join("; ", bests.Select(NumberFormat.Percent))}.",
            Draw(frame, asErrors, epochs, scale, TickText));

        string TickText(double error) => NumberFormat.ShortPercent(error == scale.Low && errors.Min() == 0 ? 1 : 1 - error);
    }

    private static string InWords(Run run)
    {
        IReadOnlyList<EpochRecord> last = run.Members[^1];
        return $"validation loss {NumberFormat.Loss(last[0].ValidationLoss)} after the first epoch "
            + $"and {NumberFormat.Loss(last[^1].ValidationLoss)} after the last";
    }

    private static double LeastErrorOf(IReadOnlyList<Run> runs)
    {
        int images = runs.Max(run => run.ValidationImages);
        return images > 0 ? 0.5 / images : LeastError;
    }

    private static Markup Draw(Frame frame, List<Series> lines, Scale epochs, Scale values, Func<double, string> text) => Markup.Of($"""
        {frame.Rows(values, text)}
        {frame.Columns(epochs, NumberFormat.Exact, "epoch")}
        {Frame.Lines(lines, epochs, values)}
        {frame.Names(lines, epochs, values)}
        """);

    private static LinearScale Epochs(Frame frame, IReadOnlyList<Run> runs)
    {
        int last = runs.Max(run => run.Members.Max(member => member.Count));
        return last == 1
            ? LinearScale.Exact(0.5, 1.5, Frame.Left, frame.Right, 2, leastStep: 1)
            : LinearScale.Exact(1, last, Frame.Left, frame.Right, 8, leastStep: 1);
    }

    /// <summary>Adds a line for each member; the first one carries the name.</summary>
    private static void Add(List<Series> lines, Run run, string name, string style, Func<EpochRecord, double> value)
    {
        for (int member = 0; member < run.Members.Count; member++)
        {
            IReadOnlyList<EpochRecord> records = run.Members[member];
            int stride = (records.Count + MostPoints - 1) / MostPoints;
            (double X, double Y)[] points = [.. Enumerable.Range(0, records.Count)
                .Where(i => i % stride == 0 || i == records.Count - 1)
                .Select(i => (i + 1.0, value(records[i])))];
            lines.Add(new(member == 0 ? name : "", style, points));
        }
    }

    /// <summary>A training run to draw.</summary>
    /// <param name="Name">Its name, used if there are several.</param>
    /// <param name="Style">The CSS class of its lines.</param>
    /// <param name="Members">The epochs of each member.</param>
    /// <param name="ValidationImages">The number of validation images; 0 if unknown.</param>
    public sealed record Run(string Name, string Style, IReadOnlyList<IReadOnlyList<EpochRecord>> Members, int ValidationImages)
    {
        /// <summary>The run behind a page's content, or null if nothing is known about it.</summary>
        public static Run? Of(ReportContent content, string name, string style)
        {
            if (content.History.Count == 0)
            {
                return null;
            }

            int each = content.EpochsPerMember > 0 ? content.EpochsPerMember : content.History.Count;
            return new(name, style, [.. content.History.Chunk(each)], content.Manifest?.Training?.ValidationImages ?? 0);
        }
    }
}
