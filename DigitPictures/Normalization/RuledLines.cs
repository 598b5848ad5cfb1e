using System.Runtime.InteropServices;

namespace DigitPictures.Normalization;

/// <summary>
/// Removes ruled lines and the frames of boxes from a map of ink. A ruled line is thin, straighter than a hand draws, and spans
/// the picture. A frame consists of four such lines that end at each other. Where writing crosses a line, the ink is thicker than
/// the line and stays.
/// </summary>
internal static class RuledLines
{
    // In smaller pictures, a stroke may be as thin and straight as a line, so no lines are removed.
    private const int MinSide = 48;

    private const int MaxLines = 12;

    // The ends of a line are within this share of the picture's size from its sides.
    private const double MaxMargin = 0.04;

    // If less than this share of the ink is left without the vertical lines, they were no lines but a digit 1.
    private const double MinRest = 0.25;

    /// <summary>Clears the ink of the lines.</summary>
    /// <param name="map">The map.</param>
    /// <param name="verticalAlone">
    /// Whether there may be vertical lines without horizontal ones. In a tightly cropped row of digits, each 1 looks like one.
    /// </param>
    public static void Remove(InkMap map, bool verticalAlone = true)
    {
        if (Math.Min(map.Width, map.Height) < MinSide)
        {
            return;
        }

        ThinRuns across = ThinRuns.Find(map.Ink, new(map.Width, 1, map.Height, map.Width));
        ThinRuns down = ThinRuns.Find(map.Ink, new(map.Height, map.Width, map.Width, 1));
        List<RuledLine> rows = Take(across);
        List<RuledLine> columns = Take(down);
        if (rows.Count == 0 && !verticalAlone)
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

/// <summary>
/// Thin ink along one direction, and the straight lines that it forms. Lines are found by a Hough transform over the middles of
/// the runs across, and then fitted by least squares.
/// </summary>
internal sealed class ThinRuns
{
    // The largest slope of a line: a little over three degrees.
    private const double MaxSlope = 0.06;

    // The largest thickness of a line as a share of the picture's longer side.
    private const double MaxThicknessShare = 1 / 40.0;

    // The least share of a line that has ink, and the least distance of its ends, as shares of the picture's side.
    private const double MinCover = 0.35;
    private const double MinExtent = 0.6;

    private const int Rounds = 3;

    // The limit on runs times slopes: far more than ruled paper needs, and a bound on the cost of textured pictures.
    private const long MostWork = 1 << 27;

    private readonly Scan _scan;
    private readonly List<Run> _runs;
    private long _work;

    private ThinRuns(Scan scan, List<Run> runs)
    {
        _scan = scan;
        _runs = runs;
    }

    /// <summary>Finds thin ink.</summary>
    public static ThinRuns Find(ReadOnlySpan<byte> ink, Scan scan)
    {
        int thickest = Math.Max(3, (int)Math.Ceiling(MaxThicknessShare * Math.Max(scan.Breadth, scan.Length)));
        List<Run> runs = [];
        byte[] across = new byte[scan.Breadth];
        for (int along = 0; along < scan.Length; along++)
        {
            ReadOnlySpan<byte> line = Line(ink, scan, along, across);
            int end = 0;
            while (end < line.Length)
            {
                int skipped = line[end..].IndexOfAnyExcept((byte)0);
                if (skipped < 0)
                {
                    break;
                }

                int start = end + skipped;
                int length = line[start..].IndexOf((byte)0);
                end = length < 0 ? line.Length : start + length;
                if (end - start <= thickest)
                {
                    runs.Add(new(along, start, end));
                }
            }
        }

        return new(scan, runs);
    }

    /// <summary>Finds the line with the most thin ink, if it is a line, and removes its runs from the search.</summary>
    public RuledLine? TakeLine()
    {
        int wanted = (int)(MinCover * _scan.Length);
        if (_runs.Count < wanted || MostLikely(wanted) is not RuledLine line)
        {
            return null;
        }

        double square = 0;
        int covered = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (line, square, covered) = Fit(line);
        }

        // Handwritten strokes aren't as straight.
        double straight = 0.35 + (0.0012 * _scan.Length) + (0.1 * line.Thickness);
        bool isLine = covered >= wanted && line.Last - line.First >= MinExtent * _scan.Length && square <= straight * straight;
        _runs.RemoveAll(run => Near(run, line));
        return isLine ? line : null;
    }

    /// <summary>Clears the ink of a line, except where writing crosses it and makes it thicker.</summary>
    public void Clear(Span<byte> ink, RuledLine line)
    {
        int thickest = (int)Math.Ceiling((1.5 * line.Thickness) + 1.5);
        for (int along = 0; along < _scan.Length; along++)
        {
            int middle = (int)Math.Round(line.At(along));
            int reach = (int)Math.Ceiling((line.Thickness / 2) + 1);
            int from = Math.Max(0, middle - reach);
            int to = Math.Min(_scan.Breadth, middle + reach + 1);
            for (int across = from; across < to; across++)
            {
                int place = (along * _scan.Step) + (across * _scan.StepAcross);
                if (ink[place] == 0)
                {
                    continue;
                }

                int start = across;
                while (start > 0 && across - start <= thickest && ink[place - ((across - start + 1) * _scan.StepAcross)] != 0)
                {
                    start--;
                }

                int end = across + 1;
                while (end < _scan.Breadth && end - start <= thickest && ink[place + ((end - across) * _scan.StepAcross)] != 0)
                {
                    end++;
                }

                if (end - start <= thickest)
                {
                    for (int i = start; i < end; i++)
                    {
                        ink[place + ((i - across) * _scan.StepAcross)] = 0;
                    }
                }

                across = end - 1;
            }
        }
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> ink, Scan scan, int along, byte[] copy)
    {
        ReadOnlySpan<byte> from = ink[(along * scan.Step)..];
        if (scan.StepAcross == 1)
        {
            return from[..scan.Breadth];
        }

        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = from[i * scan.StepAcross];
        }

        return copy;
    }

    private RuledLine? MostLikely(int wanted)
    {
        int steepest = Math.Max(1, (int)(MaxSlope * _scan.Length));
        _work += (long)_runs.Count * ((2 * steepest) + 1);
        if (_work > MostWork)
        {
            return null;
        }

        int[] counts = new int[_scan.Breadth + (2 * steepest) + 3];
        int most = 0;
        RuledLine? best = null;
        for (int rise = -steepest; rise <= steepest; rise++)
        {
            Array.Clear(counts);
            double slope = (double)rise / _scan.Length;
            double origin = steepest + 1.5;
            foreach (Run run in CollectionsMarshal.AsSpan(_runs))
            {
                counts[(int)(run.Middle - (slope * run.Along) + origin)]++;
            }

            for (int i = 1; i < counts.Length - 1; i++)
            {
                int sum = counts[i - 1] + counts[i] + counts[i + 1];
                if (sum <= most || sum < wanted)
                {
                    continue;
                }

                most = sum;
                best = new(i + 0.5 - origin, slope, 1, 0, _scan.Length);
            }
        }

        return best;
    }

    private (RuledLine Line, double MeanSquare, int Covered) Fit(RuledLine near)
    {
        double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0, thickness = 0;
        int first = _scan.Length;
        int last = -1;
        int covered = 0;
        foreach (Run run in CollectionsMarshal.AsSpan(_runs))
        {
            if (!Near(run, near))
            {
                continue;
            }

            covered += run.Along != last ? 1 : 0;
            first = Math.Min(first, run.Along);
            last = run.Along;
            double difference = run.Middle - near.At(run.Along);
            n++;
            x += run.Along;
            y += difference;
            xx += (double)run.Along * run.Along;
            xy += run.Along * difference;
            yy += difference * difference;
            thickness += run.End - run.Start;
        }

        double spread = xx - (x * x / n);
        if (n < 2 || spread <= 0)
        {
            return (near, double.PositiveInfinity, 0);
        }

        double slope = (xy - (x * y / n)) / spread;
        double offset = (y - (slope * x)) / n;
        double rest = yy - (offset * y) - (slope * xy);
        return (new(near.Offset + offset, near.Slope + slope, thickness / n, first, last), rest / n, covered);
    }

    private static bool Near(Run run, RuledLine line) => Math.Abs(run.Middle - line.At(run.Along)) <= 2 + (line.Thickness / 2);

    /// <summary>A run of ink across the direction; its end is exclusive.</summary>
    private readonly record struct Run(int Along, int Start, int End)
    {
        public double Middle => (Start + End - 1) / 2.0;
    }
}

/// <summary>A straight line, nearly parallel to a side of the picture.</summary>
/// <param name="Offset">The position across of its middle at position 0 along.</param>
/// <param name="Slope">The change across for each step along.</param>
/// <param name="Thickness">Its mean thickness.</param>
/// <param name="First">The first position along with ink.</param>
/// <param name="Last">The last position along with ink.</param>
internal readonly record struct RuledLine(double Offset, double Slope, double Thickness, int First, int Last)
{
    /// <summary>The position across of the line's middle.</summary>
    public double At(int along) => Offset + (Slope * along);
}

/// <summary>A direction of going through a map: along rows or along columns.</summary>
/// <param name="Length">The number of positions along.</param>
/// <param name="Step">The distance in the array from one position along to the next.</param>
/// <param name="Breadth">The number of positions across.</param>
/// <param name="StepAcross">The distance in the array from one position across to the next.</param>
internal readonly record struct Scan(int Length, int Step, int Breadth, int StepAcross);
