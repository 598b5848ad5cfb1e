namespace DigitPictures.Fields;

/// <summary>Joins components that can only be parts of one digit, and drops dirt.</summary>
internal static class InkGrouping
{
    /// <summary>A field of more groups is no field; the largest are kept.</summary>
    private const int MaxGroups = 96;

    /// <summary>
    /// Shares of the line's height: what is shorter, or of less ink for its square, or further from the line, is dirt.
    /// </summary>
    private const double MinSize = 0.07;
    internal const double MinArea = 0.0015;
    private const double MaxDistance = 0.4;

    /// <summary>A piece lower than this share of the line's height that lies over or under another belongs to it.</summary>
    private const double LowPiece = 0.5;

    /// <summary>Over another: with this share of the narrower one's width.</summary>
    private const double MinOverlap = 0.5;

    /// <summary>
    /// One above the other but for this share, two pieces are parts of one digit if together they are no higher than this.
    /// </summary>
    private const double MaxStackOverlap = 0.15;
    private const double MaxStack = 1.35;

    /// <summary>Groups pieces.</summary>
    /// <returns>The groups from left to right, and for each piece the number of its group, or -1 if it is dirt.</returns>
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
