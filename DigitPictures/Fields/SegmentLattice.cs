using DigitEngine.Prediction;

namespace DigitPictures.Fields;

/// <summary>
/// All ways to divide the ink of a field into digits: nodes from left to right where digits may begin and end, and segments from
/// node to node, scored by the engine.
/// </summary>
internal sealed class SegmentLattice
{
    // The largest width of a segment as a share of the line height, and the largest number of its groups.
    private const double MaxWidth = 1.2;
    private const int MaxGroups = 3;

    // The smallest width of a segment as a share of the line height.
    private const double MinWidth = 0.07;

    // The largest gap within a digit as a share of the line height. Between two groups that are both tall it is smaller.
    private const double MaxGap = 0.3;
    private const double HighGroup = 0.75;
    private const double MaxHighGap = 0.1;

    // Groups smaller than these shares of the line height aren't cut.
    private const double MinCutWidth = 0.35;
    private const double MinCutHeight = 0.45;

    // Far more than the longest field needs. Without this limit, a wide picture of stripes would take seconds.
    private const int MaxCuts = 4 * FieldOptions.MaxLength;

    // A group is settled, and neither cut nor joined, if it has this digit score, one digit has this probability, and its size
    // and shape are those of a digit.
    private const double SettledShare = 0.985;
    private const double SettledDigitScore = 4;
    private const double MinSettledHeight = 0.6;
    private const double MaxSettledWidth = 1.1;
    private const double MaxSettledDeviation = 1.5;

    // A whole group less tall than this share of the line height may be a mark between digits.
    private const double MaxMarkHeight = 0.45;

    /// <summary>Creates a lattice from its parts.</summary>
    public SegmentLattice(IReadOnlyList<LatticeNode> nodes, IReadOnlyList<Segment>[] from, IReadOnlyList<bool> isMark)
    {
        Nodes = nodes;
        From = from;
        IsMark = isMark;
    }

    /// <summary>The nodes, from left to right.</summary>
    public IReadOnlyList<LatticeNode> Nodes { get; }

    /// <summary>The segments that begin at each node.</summary>
    public IReadOnlyList<Segment>[] From { get; }

    /// <summary>Whether each group is so small that it may be a mark, such as a dash or a point.</summary>
    public IReadOnlyList<bool> IsMark { get; }

    /// <summary>Builds the lattice of a field.</summary>
    /// <param name="ink">The field.</param>
    /// <param name="engine">The model that scores segments.</param>
    /// <param name="settle">Whether to leave groups alone that are certainly digits.</param>
    public static SegmentLattice Build(FieldInk ink, PredictionEngine engine, bool settle)
    {
        Segment?[] wholes = ScoreWholes(ink, engine);
        bool[] settled = [.. wholes.Select(whole => settle && whole is not null && IsSettled(ink, whole))];
        LatticeNode[] nodes = [.. PlaceNodes(ink, settled)];
        List<Segment>[] from = new List<Segment>[nodes.Length];
        SegmentDrawing drawing = new(ink, nodes);
        for (int start = 0; start < nodes.Length; start++)
        {
            from[start] = [];
            for (int end = start + 1; end < nodes.Length; end++)
            {
                if (!IsPossible(ink, nodes[start], nodes[end], settled))
                {
                    continue;
                }

                Segment? segment = IsWhole(nodes[start], nodes[end])
                    ? wholes[nodes[start].Group]?.Between(start, end)
                    : drawing.Draw(start, end);
                if (segment is not null)
                {
                    from[start].Add(segment);
                }
            }
        }

        drawing.Predict(engine);
        drawing.Release();
        return new(nodes, from, [.. ink.Groups.Select(group => group.Bounds.Height < MaxMarkHeight * ink.Line.Height)]);
    }

    /// <summary>Whether a segment is exactly one group.</summary>
    public bool IsWhole(Segment segment) => IsWhole(Nodes[segment.From], Nodes[segment.To]);

    private static bool IsWhole(LatticeNode start, LatticeNode end) =>
        start.Cut is null && end.Cut is null && end.Group == start.Group + 1;

    private static Segment?[] ScoreWholes(FieldInk ink, PredictionEngine engine)
    {
        LatticeNode[] nodes = [.. PlaceNodes(ink, Enumerable.Repeat(true, ink.Groups.Count).ToArray())];
        SegmentDrawing drawing = new(ink, nodes);
        Segment?[] wholes = [.. Enumerable.Range(0, ink.Groups.Count).Select(group => drawing.Draw(group, group + 1))];
        drawing.Predict(engine);
        drawing.Release();
        return wholes;
    }

    private static bool IsSettled(FieldInk ink, Segment whole) =>
        whole.Bounds.Height >= MinSettledHeight * ink.Line.Height
        && whole.Bounds.Width <= MaxSettledWidth * ink.Line.Height
        && PathWeights.AspectDeviation(whole) <= MaxSettledDeviation
        && whole.DigitScore >= SettledDigitScore && whole.LogClass(whole.Label) >= Math.Log(SettledShare);

    private static IEnumerable<LatticeNode> PlaceNodes(FieldInk ink, bool[] whole)
    {
        Cut[][] cuts = [.. Enumerable.Range(0, ink.Groups.Count).Select(group => whole[group] ? [] : FindCuts(ink, group))];
        HashSet<Cut> kept = new(
            cuts.SelectMany(own => own).OrderBy(cut => cut.Cost).Take(MaxCuts), ReferenceEqualityComparer.Instance);
        for (int group = 0; group < ink.Groups.Count; group++)
        {
            yield return new(group, null, ink.Groups[group].Left);
            foreach (Cut cut in cuts[group].Where(kept.Contains))
            {
                yield return new(group, cut, cut.Place);
            }
        }

        yield return new(ink.Groups.Count, null, ink.Groups.Max(group => group.Right));
    }

    private static Cut[] FindCuts(FieldInk ink, int group)
    {
        InkGroup own = ink.Groups[group];
        double height = ink.Line.Height;
        return own.Width < MinCutWidth * height || own.Bounds.Height < MinCutHeight * height ? [] : CutFinder.Find(ink, group);
    }

    private static bool IsPossible(FieldInk ink, LatticeNode start, LatticeNode end, bool[] settled)
    {
        int last = end.Cut is null ? end.Group - 1 : end.Group;
        int count = last - start.Group + 1;
        if (IsWhole(start, end))
        {
            return true;
        }

        double height = ink.Line.Height;
        double right = end.Cut is null ? ink.Groups[last].Right : end.Place;
        double width = right - start.Place;
        if (count > MaxGroups || width > MaxWidth * height || width < MinWidth * height)
        {
            return false;
        }

        for (int group = start.Group; group <= last; group++)
        {
            if (settled[group])
            {
                return false;
            }
        }

        for (int group = start.Group; group < last; group++)
        {
            InkGroup one = ink.Groups[group];
            InkGroup two = ink.Groups[group + 1];
            bool high = Math.Min(one.Bounds.Height, two.Bounds.Height) >= HighGroup * height;
            if (two.Left - one.Right > (high ? MaxHighGap : MaxGap) * height)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A position where a digit may begin or end.</summary>
/// <param name="Group">The index of the group that it is in, or in front of.</param>
/// <param name="Cut">The cut of that group; null for the position in front of it.</param>
/// <param name="Place">The position along the line.</param>
internal readonly record struct LatticeNode(int Group, Cut? Cut, double Place);
