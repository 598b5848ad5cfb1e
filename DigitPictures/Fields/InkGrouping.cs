namespace DigitPictures.Fields;

/// <summary>Joins components that can only be parts of one digit, and removes dirt.</summary>
internal static class InkGrouping
{
    // No field has more groups. The largest are kept.
    private const int MaxGroups = 96;

    // Pieces that are smaller, have less ink or lie further from the line than these are dirt. Shares of the line height; for the
    // ink, of its square.
    private const double MinSize = 0.07;
    internal const double MinArea = 0.0015;
    private const double MaxDistance = 0.4;

    // A piece less tall than this share of the line height belongs to the piece above or below it.
    private const double LowPiece = 0.5;

    // Pieces lie above one another if they overlap by this share of the narrower one's width.
    private const double MinOverlap = 0.5;

    // Two pieces, one above the other, are parts of one digit if they overlap vertically by no more than the first share of the
    // line height and are together no taller than the second.
    private const double MaxStackOverlap = 0.15;
    private const double MaxStack = 1.35;

    /// <summary>Groups pieces.</summary>
    /// <returns>The groups from left to right, and for each piece the index of its group, or -1 for dirt.</returns>
    public static (InkGroup[] Groups, int[] GroupOf) Group(InkGroup[] pieces, WritingLine line)
    {
        int[] kept = [.. Enumerable.Range(0, pieces.Length)
            .Where(i => IsWriting(pieces[i], line))
            .OrderByDescending(i => pieces[i].StrongArea)
            .Take(MaxGroups)];
        List<(InkGroup Group, List<int> Pieces)> groups = [.. kept.Select(i => (pieces[i], new List<int> { i }))];
        for (bool joined = true; joined;)
        {
            joined = false;
            for (int i = 0; i < groups.Count; i++)
            {
                for (int j = groups.Count - 1; j > i; j--)
                {
                    if (!Belong(groups[i].Group, groups[j].Group, line.Height))
                    {
                        continue;
                    }

                    groups[i].Pieces.AddRange(groups[j].Pieces);
                    groups[i] = (groups[i].Group.Union(groups[j].Group), groups[i].Pieces);
                    groups.RemoveAt(j);
                    joined = true;
                }
            }
        }

        groups.Sort((a, b) => a.Group.Middle.CompareTo(b.Group.Middle));
        int[] groupOf = new int[pieces.Length];
        Array.Fill(groupOf, -1);
        for (int i = 0; i < groups.Count; i++)
        {
            foreach (int piece in groups[i].Pieces)
            {
                groupOf[piece] = i;
            }
        }

        return ([.. groups.Select(entry => entry.Group)], groupOf);
    }

    private static bool IsWriting(InkGroup piece, WritingLine line)
    {
        double distance = Math.Max(line.Top - piece.Bounds.Bottom, piece.Bounds.Top - line.Bottom);
        return piece.StrongArea >= Math.Max(1, MinArea * line.Height * line.Height)
            && Math.Max(piece.Bounds.Width, piece.Bounds.Height) >= MinSize * line.Height
            && distance <= MaxDistance * line.Height;
    }

    private static bool Belong(InkGroup a, InkGroup b, double lineHeight)
    {
        double overlap = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        if (overlap < MinOverlap * Math.Min(a.Width, b.Width))
        {
            return false;
        }

        int together = Math.Max(a.Bounds.Bottom, b.Bounds.Bottom) - Math.Min(a.Bounds.Top, b.Bounds.Top);
        int apart = a.Bounds.Height + b.Bounds.Height;
        bool stacked = together >= apart - (MaxStackOverlap * lineHeight) && together <= MaxStack * lineHeight;
        return stacked || Math.Min(a.Bounds.Height, b.Bounds.Height) < LowPiece * lineHeight;
    }
}

/// <summary>Ink of a field that only a cut can separate: one or more components above one another.</summary>
/// <param name="Bounds">Its bounds in the map of ink.</param>
/// <param name="Left">Its left edge along the line, with the slant removed.</param>
/// <param name="Right">Its right edge along the line, with the slant removed.</param>
/// <param name="StrongArea">The number of its pixels with strong ink.</param>
internal readonly record struct InkGroup(PictureBounds Bounds, double Left, double Right, int StrongArea)
{
    /// <summary>Its width along the line.</summary>
    public double Width => Right - Left;

    /// <summary>Its middle along the line.</summary>
    public double Middle => (Left + Right) / 2;

    /// <summary>This group and another as one.</summary>
    public InkGroup Union(InkGroup other) => new(
        Bounds.Union(other.Bounds), Math.Min(Left, other.Left), Math.Max(Right, other.Right), StrongArea + other.StrongArea);
}
