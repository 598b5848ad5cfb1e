using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>
/// A confusion matrix as a heat map. Right and wrong answers have separate colour scales, so that the many right ones do not
/// hide the wrong ones. The steps are the same on every page, so that pages can be compared.
/// </summary>
internal static class ConfusionTable
{
    /// <summary>Upper bounds of the steps for errors, as shares of the digit's images; the last step is above them all.</summary>
    private static readonly double[] ErrorSteps = [0.0025, 0.005, 0.01, 0.02, 0.05];

    /// <summary>
    /// Lower bounds of the steps for right answers, as shares of the digit's images; the first step is below them all.
    /// </summary>
    private static readonly double[] RecallSteps = [0.95, 0.98, 0.99, 0.995];

    /// <summary>The differences, as shares of the digit's images, at which the next step begins.</summary>
    private static readonly double[] DifferenceSteps = [0.005, 0.02];

    /// <summary>The counts, with the percentage of the row below each.</summary>
    public static Markup Draw(ConfusionMatrix matrix, string caption)
    {
        IEnumerable<Markup> rows = Enumerable.Range(0, matrix.NumberOfClasses).Select(actual =>
        {
            double support = matrix.Counts[actual].Sum();
            return Row(
                actual,
                matrix.Counts[actual].Select((count, predicted) => Cell(count, support, actual == predicted)),
                support == 0 ? NumberFormat.None : NumberFormat.Percent(matrix.PerClassRecall[actual]));
        });
        return Table(matrix.NumberOfClasses, caption, "; below each count, the percentage of the row", rows, Markup.Of($"""
            <tfoot><tr><th scope="row">precision</th>{matrix.PerClassPrecision.Select((precision, predicted) =>
                Markup.Of($"<td>{(matrix.Counts.Sum(row => row[predicted]) == 0 ? NumberFormat.None : NumberFormat.BarePercent(precision))}</td>"))}<td></td></tr></tfoot>
            """));
    }

    /// <summary>The change of each cell.</summary>
    /// <param name="before">The earlier matrix.</param>
    /// <param name="after">The later matrix. If it has other numbers of images of each digit, percentages are compared.</param>
    /// <param name="caption">The caption.</param>
    public static Markup Difference(ConfusionMatrix before, ConfusionMatrix after, string caption)
    {
        int classes = before.NumberOfClasses;
        bool counts = Enumerable.Range(0, classes).All(digit => before.Counts[digit].Sum() == after.Counts[digit].Sum());
        IEnumerable<Markup> rows = Enumerable.Range(0, classes).Select(actual => Row(
            actual,
            Enumerable.Range(0, classes).Select(predicted =>
            {
                double difference = Share(after, actual, predicted) - Share(before, actual, predicted);
                string text = counts
                    ? NumberFormat.CountDifference(after.Counts[actual][predicted] - before.Counts[actual][predicted])
                    : NumberFormat.Points(difference);
                return DifferenceCell(difference, text, actual == predicted);
            }),
            NumberFormat.Points(after.PerClassRecall[actual] - before.PerClassRecall[actual])));
        return Table(classes, caption, "; recall in percentage points", rows, Markup.Empty);
    }

    /// <summary>The meaning of the colours.</summary>
    public static Markup Legend() => Markup.Of($"""
        <p class="legend"><span>misread, of the digit’s images:</span>{Enumerable.Range(0, ErrorSteps.Length + 1).Select(step =>
            Markup.Of($" <span class=\"key e{step}\">{(step < ErrorSteps.Length ? "≤ " + NumberFormat.ShortPercent(ErrorSteps[step]) : "more")}</span>"))}</p>
        <p class="legend"><span>read right:</span>{Enumerable.Range(0, RecallSteps.Length + 1).Select(step =>
            Markup.Of($" <span class=\"key d{step}\">{(step == 0 ? "less" : "≥ " + NumberFormat.ShortPercent(RecallSteps[step - 1]))}</span>"))}</p>
        """);

    private static double Share(ConfusionMatrix matrix, int actual, int predicted)
    {
        double support = matrix.Counts[actual].Sum();
        return support == 0 ? 0 : matrix.Counts[actual][predicted] / support;
    }

    private static Markup Cell(double count, double support, bool right)
    {
        if (count == 0)
        {
            return right && support > 0 ? Markup.Of($"<td class=\"d0\">0</td>") : Markup.Of($"<td class=\"zero\">·</td>");
        }

        double share = count / support;
        string step = right ? $"d{RecallSteps.Count(least => share >= least)}" : $"e{ErrorSteps.Count(most => share > most)}";
        return Markup.Of($"<td class=\"{step}\">{NumberFormat.Count((long)count)}<small>{NumberFormat.BarePercent(share)}</small></td>");
    }

    private static Markup DifferenceCell(double difference, string text, bool right)
    {
        if (difference == 0)
        {
            return Markup.Of($"<td class=\"zero\">·</td>");
        }

        string kind = difference > 0 == right ? "better" : "worse";
        return Markup.Of($"<td class=\"{kind}{DifferenceSteps.Count(step => Math.Abs(difference) > step)}\">{text}</td>");
    }

    private static Markup Row(int actual, IEnumerable<Markup> cells, string last) =>
        Markup.Of($"<tr><th scope=\"row\">{actual}</th>{cells}<td class=\"total\">{last}</td></tr>");

    /// <param name="classes">The number of rows and of columns of counts.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="more">A continuation of the caption for wide screens, where the cells are shown in full.</param>
    /// <param name="rows">One row for each class.</param>
    /// <param name="foot">The table's foot, or nothing.</param>
    private static Markup Table(int classes, string caption, string more, IEnumerable<Markup> rows, Markup foot) => Markup.Of($"""
        <div class="wide" role="region" aria-label="{caption}" tabindex="0">
        <table class="matrix">
        <caption>{caption}<span class="roomy">{more}</span></caption>
        <thead>
        <tr><td></td><th scope="colgroup" colspan="{classes}">read as</th><td></td></tr>
        <tr><th scope="col">is</th>{Enumerable.Range(0, classes).Select(digit => Markup.Of($"<th scope=\"col\">{digit}</th>"))}<th scope="col">recall</th></tr>
        </thead>
        {foot}
        <tbody>
        {Markup.Lines(rows)}
        </tbody>
        </table>
        </div>
        """);
}
