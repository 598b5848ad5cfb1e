using System.Globalization;
using DigitEngine.Training;
using DigitReports.Charts;

namespace DigitReports.Sections;

/// <summary>The course of the training.</summary>
internal static class LearningSection
{
    /// <summary>Longer tables are left out; the run's own file has all epochs.</summary>
    private const int MostRows = 120;

    public static Section Of(ReportContent content) => new("learning", "Learning", Draw(content));

    /// <summary>The curves of two runs in one chart.</summary>
    public static Section Of(ReportContent before, ReportContent after)
    {
        Markup content = LearningCurves.Run.Of(before, "A", "a") is { } one && LearningCurves.Run.Of(after, "B", "b") is { } other
            ? Pair([one, other], "Cross-entropy of the validation images of each run.")
            : Markup.Empty;
        return new("learning", "Learning", content);
    }

    private static Markup Draw(ReportContent content)
    {
        if (LearningCurves.Run.Of(content, "", "a") is not LearningCurves.Run run)
        {
            return Markup.Empty;
        }

        string members = run.Members.Count > 1 ? $"{run.Members.Count} networks, whose answers are averaged; one line each. " : "";
        string kept = content.Manifest?.Training is { BestEpoch: > 0 } training && run.Members.Count == 1
            ? $"Epoch {NumberFormat.Count(training.BestEpoch)} is kept. "
            : "";
        return Markup.Of($"""
            <p>{members}{NumberFormat.Counted(content.History.Count, "epoch")}{Time(content.History[^1].Seconds)}. {kept}</p>
            {Pair([run], "In nats. Training also uses randomly changed images and images of no digit, so its loss may be higher than the validation loss.")}
            {Table(run)}
            """);
    }

    private static string Time(double seconds) => double.IsFinite(seconds) ? $" in {NumberFormat.Duration(seconds)}" : "";

    private static Markup Pair(IReadOnlyList<LearningCurves.Run> runs, string lossNote) => Markup.Of($"""
        <div class="pair">
        {Figure("Loss", lossNote, LearningCurves.Loss("loss", runs))}
        {Figure("Accuracy", "Share of the validation images that are read right, on a scale where halving the errors is always the same distance.", LearningCurves.Accuracy("accuracy", runs))}
        </div>
        """);

    private static Markup Figure(string title, string note, Markup chart) => chart.IsEmpty ? Markup.Empty : Markup.Of($"""
        <figure>
        <figcaption><h3>{title}</h3><p>{note}</p></figcaption>
        {chart}
        </figure>
        """);

    private static Markup Table(LearningCurves.Run run)
    {
        if (run.Members.Sum(member => member.Count) > MostRows)
        {
            return Markup.Empty;
        }

        IEnumerable<Markup> rows = run.Members.SelectMany((member, network) =>
            member.Select((record, epoch) => Row(run.Members.Count, network, epoch, record)));
        return Markup.Of($"""
            <details><summary>The figures</summary>
            <div class="wide" role="region" aria-label="Epoch by epoch" tabindex="0">
            <table class="figures">
            <thead><tr><th scope="col">epoch</th><th scope="col">learning rate</th><th scope="col">training loss</th><th scope="col">validation loss</th><th scope="col">validation accuracy</th></tr></thead>
            <tbody>
            {Markup.Lines(rows)}
            </tbody>
            </table>
            </div>
            </details>
            """);
    }

    private static Markup Row(int networks, int network, int epoch, EpochRecord record)
    {
        string name = networks == 1 ? $"{epoch + 1}" : $"{network + 1}: {epoch + 1}";
        return Markup.Of(
            $"<tr><th scope=\"row\">{name}</th><td>{LearningRate(record.LearningRate)}</td><td>{NumberFormat.Loss(record.TrainingLoss)}</td><td>{NumberFormat.Loss(record.ValidationLoss)}</td><td>{NumberFormat.Percent(record.ValidationAccuracy)}</td></tr>");
    }

    private static string LearningRate(double rate) => rate.ToString("G3", CultureInfo.InvariantCulture);
}
