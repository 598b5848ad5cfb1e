using System.Runtime.InteropServices;

namespace DigitPictures.Normalization;

/// <summary>
/// Ink that is thin across a direction, and the straight lines that it forms along it: found by counting, for each slope, the
/// runs that a line of that slope meets (a Hough transform), and then fitted by least squares.
/// </summary>
internal sealed class ThinRuns
{
    /// <summary>The steepest line, as a slope: somewhat over three degrees.</summary>
    private const double MaxSlope = 0.06;

    /// <summary>A line is no thicker than this share of the picture.</summary>
    private const double MaxThicknessShare = 1 / 40.0;

    /// <summary>There is ink at this share of a line's places at the least, and its ends are this share of the side apart.</summary>
    private const double MinCover = 0.35;
    private const double MinExtent = 0.6;

    private const int Rounds = 3;

    /// <summary>Runs times slopes that are looked at in a picture: far more than ruled paper has, and what texture may cost.</summary>
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

    /// <summary>The line that most of the thin ink lies on, if it is a line; its ink isn't counted again.</summary>
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

        // A hand's stroke isn't as straight.
        double straight = 0.35 + (0.0012 * _scan.Length) + (0.1 * line.Thickness);
        bool isLine = covered >= wanted && line.Last - line.First >= MinExtent * _scan.Length && square <= straight * straight;
        _runs.RemoveAll(run => Near(run, line));
        return isLine ? line : null;
    }

    /// <summary>Clears a line's ink, except where what crosses it makes it thicker.</summary>
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

    /// <summary>Ink at one place along, from one place across to before another.</summary>
    private readonly record struct Run(int Along, int Start, int End)
    {
        public double Middle => (Start + End - 1) / 2.0;
    }
}
