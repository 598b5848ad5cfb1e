using System.Globalization;
using DigitEngine.Training;
using DigitReports.Charts;

namespace DigitReports.Sections;

/// <summary>How training went.</summary>
internal static class LearningSection
{
    /// <summary>A longer table would be no use on a page; the run's own file has all epochs.</summary>
    private const int MostRows = 120;

    public static Section Of(ReportContent content) => new("learning", "Learning", Draw(content));

    /// <summary>The curves of two runs over each other.</summary>
    public static Section Of(ReportContent before, ReportContent after)
    {
        Markup content = LearningCurves.Run.Of(before, "A", "a") is { } one && LearningCurves.Run.Of(after, "B", "b") is { } other
            ? Pair([one, other], "Cross-entropy of the validation images, each run’s own.")
            : Markup.Empty;
        return new("learning", "Learning", content);
    }

    private static Markup Draw(ReportContent content)
    {
        if (LearningCurves.Run.Of(content, "", "a") is not LearningCurves.Run run)
        {
            return Markup.Empty;
        }

        string members = run.Members.Count > 1 ? $"{run.Members.Count} networks, whose answers are averaged, a line each. " : "";
        string kept = content.Manifest?.Training is { BestEpoch: > 0 } training && run.Members.Count == 1
            ? $"Epoch {Figures.Count(training.BestEpoch)} is kept. "
            : "";
        return Markup.Of($"""
            <p>{members}{Figures.Counted(content.History.Count, "epoch")}{Time(content.History[^1].Seconds)}. {kept}</p>
            {Pair([run], "In nats. Training also learns from images changed at random and from such of no digit, so its loss may well lie above.")}
            {Table(run)}
            """);
    }

    private static string Time(double seconds) => double.IsFinite(seconds) ? $" in {Figures.Duration(seconds)}" : "";

    private static Markup Pair(IReadOnlyList<LearningCurves.Run> runs, string lossNote) => Markup.Of($"""
        <div class="pair">
        {Figure("Loss", lossNote, LearningCurves.Loss("loss", runs))}
        {Figure("Accuracy", "Share of the validation images read right, on an axis on which half the errors is always as far.", LearningCurves.Accuracy("accuracy", runs))}
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
            $"<tr><th scope=\"row\">{name}</th><td>{LearningRate(record.LearningRate)}</td><td>{Figures.Loss(record.TrainingLoss)}</td><td>{Figures.Loss(record.ValidationLoss)}</td><td>{Figures.Percent(record.ValidationAccuracy)}</td></tr>");
    }

    private static string LearningRate(double rate) => rate.ToString("G3", CultureInfo.InvariantCulture);
}
