namespace DigitReports.Charts;

/// <summary>
/// The number of images of each digit: one stacked column for each digit, with one segment for each part of the data.
/// </summary>
internal static class LabelChart
{
    private const double ColumnWidth = 24;

    private static readonly Frame Field = new();

    public static Markup Draw(string id, IReadOnlyList<LabelCounts> parts)
    {
        int digits = parts[0].Counts.Count;
        long[] totals = [.. Enumerable.Range(0, digits).Select(digit => parts.Sum(part => (long)part.Counts[digit]))];
        LinearScale x = LinearScale.Exact(-0.5, digits - 0.5, Frame.Left, Field.Right, digits + 1, leastStep: 1);
        LinearScale y = LinearScale.Round(0, Math.Max(1, totals.Max()), Field.Bottom, Frame.Top + 8, 6);
        List<Markup> columns = [];
        for (int digit = 0; digit < digits; digit++)
        {
            long below = 0;
            for (int part = 0; part < parts.Count; part++)
            {
                double bottom = y.Map(below);
                below += parts[part].Counts[digit];
                double top = y.Map(below);
                columns.Add(Markup.Of(
                    $"<rect class=\"part{part}\" x=\"{x.Map(digit) - (ColumnWidth / 2)}\" y=\"{top}\" width=\"{ColumnWidth}\" height=\"{bottom - top}\" />"));
            }

            columns.Add(Markup.Of(
                $"<text class=\"small\" x=\"{x.Map(digit)}\" y=\"{y.Map(below) - 4}\" text-anchor=\"middle\">{NumberFormat.Count(below)}</text>"));
        }

        return Field.Draw(
            id,
            "Images of each digit",
            $"From {NumberFormat.Counted(totals.Min(), "image")} of a digit to {NumberFormat.Count(totals.Max())}. The counts are in the table.",
            Markup.Of($"""
                {Field.Rows(y, value => NumberFormat.Count((long)value))}
                {Markup.Lines(columns)}
                {Field.Columns(x, NumberFormat.Exact, "digit")}
                """));
    }
}
