using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>
/// A confusion matrix as a heat map. Right and wrong answers have scales of their own, so that the many right ones do not drown
/// the wrong ones; the steps are the same on every page, so that pages can be compared.
/// </summary>
internal static class ConfusionTable
{
    /// <summary>Of a digit's images: up to so many is one step; more than the last is the last step.</summary>
    private static readonly double[] ErrorSteps = [0.0025, 0.005, 0.01, 0.02, 0.05];

    /// <summary>From so much of a digit's images on is one step.</summary>
    private static readonly double[] RecallSteps = [0.95, 0.98, 0.99, 0.995];

    /// <summary>By so much of a digit's images more or fewer is the next step.</summary>
    private static readonly double[] DifferenceSteps = [0.005, 0.02];

    /// <summary>The counts, and below each the percentage of its row.</summary>
    public static Markup Draw(ConfusionMatrix matrix, string caption)
    {
        IEnumerable<Markup> rows = Enumerable.Range(0, matrix.NumberOfClasses).Select(actual =>
        {
            double support = matrix.Counts[actual].Sum();
            return Row(
                actual,
                matrix.Counts[actual].Select((count, predicted) => Cell(count, support, actual == predicted)),
                support == 0 ? Figures.None : Figures.Percent(matrix.PerClassRecall[actual]));
        });
        return Table(matrix.NumberOfClasses, caption, "; below each count, the percentage of the row", rows, Markup.Of($"""
            <tfoot><tr><th scope="row">precision</th>{matrix.PerClassPrecision.Select((precision, predicted) =>
                Markup.Of($"<td>{(matrix.Counts.Sum(row => row[predicted]) == 0 ? Figures.None : Figures.BarePercent(precision))}</td>"))}<td></td></tr></tfoot>
            """));
    }

    /// <summary>How many more, or fewer, answers there are in each cell than before.</summary>
    /// <param name="before">The earlier matrix.</param>
    /// <param name="after">The later one, of as many images of each digit; or of others, and then percentages are compared.</param>
    /// <param name="caption">What stands above.</param>
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
                    ? Figures.CountDifference(after.Counts[actual][predicted] - before.Counts[actual][predicted])
                    : Figures.Points(difference);
                return DifferenceCell(difference, text, actual == predicted);
            }),
            Figures.Points(after.PerClassRecall[actual] - before.PerClassRecall[actual])));
        return Table(classes, caption, "; recall in points", rows, Markup.Empty);
    }

    /// <summary>What the colours mean.</summary>
    public static Markup Legend() => Markup.Of($"""
        <p class="legend"><span>misread, of the digit’s images:</span>{Enumerable.Range(0, ErrorSteps.Length + 1).Select(step =>
            Markup.Of($" <span class=\"key e{step}\">{(step < ErrorSteps.Length ? "≤ " + Figures.ShortPercent(ErrorSteps[step]) : "more")}</span>"))}</p>
        <p class="legend"><span>read right:</span>{Enumerable.Range(0, RecallSteps.Length + 1).Select(step =>
            Markup.Of($" <span class=\"key d{step}\">{(step == 0 ? "less" : "≥ " + Figures.ShortPercent(RecallSteps[step - 1]))}</span>"))}</p>
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
        return Markup.Of($"<td class=\"{step}\">{Figures.Count((long)count)}<small>{Figures.BarePercent(share)}</small></td>");
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

    /// <param name="classes">Rows, and columns of counts.</param>
    /// <param name="caption">What stands above.</param>
    /// <param name="more">Goes on with the caption where there is room for what it tells of.</param>
    /// <param name="rows">A row a class.</param>
    /// <param name="foot">What stands below, or nothing.</param>
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
