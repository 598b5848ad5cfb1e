namespace DigitReports.Charts;

/// <summary>
/// The field of a chart with its two axes. Sizes are in units of the picture, of which type is 12 high: on a telephone they are
/// a little smaller than a screen's pixels, elsewhere a little larger.
/// </summary>
internal sealed class Frame
{
    public const double Width = 400;
    public const double Left = 46;
    public const double Top = 12;

    /// <summary>Height of a label, with the space around it.</summary>
    public const double LineHeight = 14;

    private const double TickLength = 4;

    /// <summary>Where the field ends on the right; beyond it lines are named.</summary>
    public double Right { get; init; } = Width - 10;

    public double Bottom { get; init; } = 224;

    public double Height { get; init; } = 266;

    /// <summary>A whole chart.</summary>
    /// <param name="id">Its name within the page.</param>
    /// <param name="title">What it shows, in a few words.</param>
    /// <param name="description">What is to be seen, for those who can't see it.</param>
    /// <param name="content">What it is drawn of.</param>
    public Markup Draw(string id, string title, string description, Markup content) => Markup.Of($"""
        <svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="{id}-title {id}-text">
        <title id="{id}-title">{title}</title>
        <desc id="{id}-text">{description}</desc>
        {content}
        </svg>
        """);

    /// <summary>Lines across the field at the ticks of the vertical axis, with their values on the left.</summary>
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

    /// <summary>Lines, each from point to point; a point without neighbours is a dot.</summary>
    public static Markup Lines(IEnumerable<Series> series, Scale x, Scale y) =>
        Markup.Lines(series.SelectMany(line => Runs(line.Points).Select(run => Line(line.Style, run, x, y))));

    /// <summary>The names of lines, each at its last point, moved apart.</summary>
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

    /// <summary>The points, parted where there are gaps.</summary>
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
