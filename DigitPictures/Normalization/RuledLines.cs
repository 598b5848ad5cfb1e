namespace DigitPictures.Normalization;

/// <summary>
/// Takes ruled lines and the frames of boxes out of a map of ink. A ruled line is thin, straighter than a hand draws, and goes
/// from one side of the picture to the other; a frame is of four such that end at each other. Where something written crosses
/// a line, the ink there is thicker than the line, and stays.
/// </summary>
internal static class RuledLines
{
    /// <summary>No lines are looked for in smaller pictures, in which a stroke may be as thin and as straight as a line.</summary>
    private const int MinSide = 48;

    private const int MaxLines = 12;

    /// <summary>A line ends within this share of the picture's sides.</summary>
    private const double MaxMargin = 0.04;

    /// <summary>Without what was taken for upright lines, this share of the ink is left if they were lines and not a 1.</summary>
    private const double MinRest = 0.25;

    /// <summary>Clears the lines' ink.</summary>
    /// <param name="map">The map.</param>
    /// <param name="uprightAlone">
    /// Whether there may be upright lines without level ones. In a row of digits that was cut out tightly, each 1 is like one.
    /// </param>
    public static void Remove(InkMap map, bool uprightAlone = true)
    {
        if (Math.Min(map.Width, map.Height) < MinSide)
        {
            return;
        }

        ThinRuns across = ThinRuns.Find(map.Ink, new(map.Width, 1, map.Height, map.Width));
        ThinRuns down = ThinRuns.Find(map.Ink, new(map.Height, map.Width, map.Width, 1));
        List<RuledLine> rows = Take(across);
        List<RuledLine> columns = Take(down);
        if (rows.Count == 0 && !uprightAlone)
        {
            columns.Clear();
        }

        if (rows.Count + columns.Count == 0)
        {
            return;
        }

        bool framed = rows.Count(line => !Spans(line, map.Width)) >= 2 && columns.Count(line => !Spans(line, map.Height)) >= 2;
        if (!framed)
        {
            rows.RemoveAll(line => !Spans(line, map.Width));
            columns.RemoveAll(line => !Spans(line, map.Height));
        }

        foreach (RuledLine line in rows)
        {
            across.Clear(map.Ink, line);
        }

        if (columns.Count == 0)
        {
            return;
        }

        byte[] before = map.Ink.AsSpan().ToArray();
        foreach (RuledLine line in columns)
        {
            down.Clear(map.Ink, line);
        }

        if (CountStrong(map.Ink) < MinRest * CountStrong(before))
        {
            before.CopyTo(map.Ink, 0);
        }
    }

    private static List<RuledLine> Take(ThinRuns runs)
    {
        List<RuledLine> lines = [];
        while (lines.Count < MaxLines && runs.TakeLine() is RuledLine line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static bool Spans(RuledLine line, int length) =>
        line.First <= MaxMargin * length && line.Last >= ((1 - MaxMargin) * length) - 1;

    private static int CountStrong(ReadOnlySpan<byte> ink)
    {
        int count = 0;
        foreach (byte value in ink)
        {
            count += value >= InkMap.Strong ? 1 : 0;
        }

        return count;
    }
}
