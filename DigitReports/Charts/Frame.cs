namespace DigitReports.Charts;

/// <summary>
/// The plotting area of a chart with its two axes. Sizes are in units of the SVG's view box, in which text is 12 high: a little
/// less than a CSS pixel on a phone, a little more elsewhere.
/// </summary>
internal sealed class Frame
{
    public const double Width = 400;
    public const double Left = 46;
    public const double Top = 12;

    /// <summary>The height of a line of text.</summary>
    public const double LineHeight = 14;

    private const double TickLength = 4;

    /// <summary>The right edge of the plotting area; the names of lines are to the right of it.</summary>
    public double Right { get; init; } = Width - 10;

    public double Bottom { get; init; } = 224;

    public double Height { get; init; } = 266;

    /// <summary>A whole chart.</summary>
    /// <param name="id">Its id within the page.</param>
    /// <param name="title">What it shows, in a few words.</param>
    /// <param name="description">The chart in words, for those who can't see it.</param>
    /// <param name="content">The drawing.</param>
    public Markup Draw(string id, string title, string description, Markup content) => Markup.Of($"""
        <svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="{id}-title {id}-text">
        <title id="{id}-title">{title}</title>
        <desc id="{id}-text">{description}</desc>
        {content}
        </svg>
        """);

    /// <summary>Horizontal grid lines at the ticks of the vertical axis, with their values on the left.</summary>
    public Markup Rows(Scale scale, Func<double, string> text) => Markup.Lines(scale.Ticks.Select(tick => Markup.Of(
        $"<path class=\"grid\" d=\"M{Left} {scale.Map(tick)}H{Right}\" /><text class=\"tick\" x=\"{Left - 7}\" y=\"{scale.Map(tick) + 4}\" text-anchor=\"end\">{text(tick)}</text>")));

    /// <summary>The horizontal axis with its ticks, their values, and its title.</summary>
    public Markup Columns(Scale scale, Func<double, string> text, string title, double? bottom = null)
    {
        double y = bottom ?? Bottom;
        return Markup.Of($"""
            <path class="axis" d="M{Left} {y}H{Right}" />
            {Markup.Lines(scale.Ticks.Select(tick => Markup.Of(
                $"<path class=\"axis\" d=\"M{scale.Map(tick)} {y}v{TickLength}\" /><text class=\"tick\" x=\"{scale.Map(tick)}\" y=\"{y + 17}\" text-anchor=\"middle\">{text(tick)}</text>")))}
            <text class="tick" x="{(Left + Right) / 2}" y="{y + 35}" text-anchor="middle">{title}</text>
            """);
    }

    /// <summary>Lines through points; a point without neighbours becomes a dot.</summary>
    public static Markup Lines(IEnumerable<Series> series, Scale x, Scale y) =>
        Markup.Lines(series.SelectMany(line => Runs(line.Points).Select(run => Line(line.Style, run, x, y))));

    /// <summary>The names of lines, each beside its last point, moved apart where they would overlap.</summary>
    public Markup Names(IEnumerable<Series> series, Scale x, Scale y)
    {
        (Series Line, double X, double Y)[] named = [.. series
            .Where(line => line.Name.Length > 0 && line.Points.Any(IsPoint))
            .Select(line => (line, x.Map(line.Points.Last(IsPoint).X), y.Map(line.Points.Last(IsPoint).Y)))];
        double[] places = LabelPlacement.Spread([.. named.Select(name => name.Y)], LineHeight, Top, Bottom - 2);
        return Markup.Lines(named.Zip(places, (name, place) => Markup.Of(
            $"<text class=\"name {name.Line.Style}\" x=\"{name.X + 7}\" y=\"{place + 4}\">{name.Line.Name}</text>")));
    }

    private static bool IsPoint((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static Markup Line(string style, List<(double X, double Y)> run, Scale x, Scale y) => run.Count == 1
        ? Markup.Of($"<circle class=\"dot {style}\" cx=\"{x.Map(run[0].X)}\" cy=\"{y.Map(run[0].Y)}\" r=\"3\" />")
        : Markup.Of($"<polyline class=\"line {style}\" points=\"{run.Select((point, i) => Markup.Of($"{Space(i)}{x.Map(point.X)},{y.Map(point.Y)}"))}\" />");

    private static string Space(int index) => index == 0 ? "" : " ";

    /// <summary>Splits the points at gaps.</summary>
    private static IEnumerable<List<(double X, double Y)>> Runs(IReadOnlyList<(double X, double Y)> points)
    {
        List<(double X, double Y)> run = [];
        foreach ((double X, double Y) point in points)
        {
            if (IsPoint(point))
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">Its name, written at its end; empty for none.</param>
/// <param name="Style">Its CSS class.</param>
/// <param name="Points">Its points from left to right; NaN makes a gap.</param>
internal sealed record Series(string Name, string Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Moves labels apart that would overlap.</summary>
internal static class LabelPlacement
{
    /// <summary>
    /// Coordinates as near as possible to the wanted ones, in the same order, at least a gap apart, within bounds if they fit.
    /// </summary>
    public static double[] Spread(ReadOnlySpan<double> wanted, double gap, double low, double high)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Length)];
        double[] keys = wanted.ToArray();
        Array.Sort(keys, order);
        double[] placed = new double[wanted.Length];

        // Downwards, each label is pushed below the one before; then upwards from the lower bound.
        double next = low;
        foreach (int index in order)
        {
            placed[index] = Math.Max(wanted[index], next);
            next = placed[index] + gap;
        }

        next = high;
        foreach (int index in order.Reverse())
        {
            placed[index] = Math.Min(placed[index], next);
            next = placed[index] - gap;
        }

        return placed;
    }
}
