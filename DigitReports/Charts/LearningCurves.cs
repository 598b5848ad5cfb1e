using DigitEngine.Training;

namespace DigitReports.Charts;

/// <summary>How training went: loss, and accuracy on the validation images, epoch by epoch, of one run or of several.</summary>
internal static class LearningCurves
{
    /// <summary>More points than a line of this width can show.</summary>
    private const int MostPoints = 400;

    /// <summary>From this ratio on, what is small would not be seen on an even axis.</summary>
    private const double LargeRatio = 8;

    /// <summary>What counts as no error at all on an axis that has no place for 0, where the number of images is not known.</summary>
    private const double LeastError = 1e-4;

    private const int RowTicks = 7;

    /// <summary>The loss: what was minimised, and that of the validation images.</summary>
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
        return frame.Draw(id, "Loss by epoch", text + ".", Draw(frame, lines, epochs, losses, Figures.Plain));
    }

    /// <summary>
    /// The accuracy on the validation images, on an axis that is even in the ratio of errors: 98 to 99 % is as far as 99 to
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

        // No error has no place on such an axis. It stands at the axis's end, which lies beyond half an image, and nothing else does.
        double least = Math.Max(errors.Min(), LeastErrorOf(runs));
        LogScale scale = new(least, Math.Max(errors.Max(), least), Frame.Top, frame.Bottom, RowTicks + 3);
        List<Series> asErrors =
            [.. lines.Select(line => line with { Points = [.. line.Points.Select(point => (point.X, 1 - point.Y))] })];
        IEnumerable<double> bests = lines.Select(line => line.Points.Max(point => point.Y)).Where(double.IsFinite);
        return frame.Draw(
            id,
            "Accuracy on the validation images by epoch",
            $"At best {string.Join("; ", bests.Select(Figures.Percent))}.",
            Draw(frame, asErrors, epochs, scale, TickText));

        string TickText(double error) => Figures.ShortPercent(error == scale.Low && errors.Min() == 0 ? 1 : 1 - error);
    }

    private static string InWords(Run run)
    {
        IReadOnlyList<EpochRecord> last = run.Members[^1];
        return $"validation loss {Figures.Loss(last[0].ValidationLoss)} after the first epoch "
            + $"and {Figures.Loss(last[^1].ValidationLoss)} after the last";
    }

    private static double LeastErrorOf(IReadOnlyList<Run> runs)
    {
        int images = runs.Max(run => run.ValidationImages);
        return images > 0 ? 0.5 / images : LeastError;
    }

    private static Markup Draw(Frame frame, List<Series> lines, Scale epochs, Scale values, Func<double, string> text) => Markup.Of($"""
        {frame.Rows(values, text)}
        {frame.Columns(epochs, Figures.Plain, "epoch")}
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

    /// <summary>A line for each member; the one that ends last bears the name.</summary>
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
    /// <param name="Name">What it is called where there are several.</param>
    /// <param name="Style">The class of its lines.</param>
    /// <param name="Members">The epochs of each member.</param>
    /// <param name="ValidationImages">Images that its accuracy is of; 0 where it is not known.</param>
    public sealed record Run(string Name, string Style, IReadOnlyList<IReadOnlyList<EpochRecord>> Members, int ValidationImages)
    {
        /// <summary>The run of a page, or null where nothing is known of it.</summary>
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
