using System.Runtime.InteropServices;

namespace DigitPictures.Fields;

/// <summary>
/// Dynamic programming over a lattice. A path goes from the first node to the last and, if the form of the field is known, from
/// its first character to behind its last; otherwise it may have any number of digits. Together, the paths are a semi-Markov
/// conditional random field (Sarawagi and Cohen, NIPS 2004).
/// </summary>
internal sealed class FieldPaths
{
    // The cost of skipping a mark that the pattern doesn't have, and of a character of the pattern without ink.
    private const double StrayMarkCost = 4;
    private const double UnseenLiteralCost = 0.5;

    // The cost of taking a group as tall as a digit for a character of the pattern, such as a slash.
    private const double HighLiteralCost = 1.5;

    private readonly int _places;
    private readonly List<FieldStep> _steps = [];

    /// <summary>Collects the steps of all paths.</summary>
    /// <param name="lattice">The lattice.</param>
    /// <param name="items">The characters that the field must have; null if unknown.</param>
    public FieldPaths(SegmentLattice lattice, FieldItem[]? items)
    {
        int states = items is null ? 1 : items.Length + 1;
        _places = lattice.Nodes.Count * states;
        for (int node = 0; node < lattice.Nodes.Count; node++)
        {
            for (int state = 0; state < states; state++)
            {
                if (items is null)
                {
                    AddSteps(lattice, node, state, states, FieldItem.AnyDigit, 0);
                }
                else
                {
                    AddSteps(lattice, node, state, states, state < items.Length ? items[state] : null, 1);
                }
            }
        }
    }

    /// <summary>The segments of the best path, from left to right; null if there is no path.</summary>
    public List<Segment>? Best()
    {
        double[] best = new double[_places];
        Array.Fill(best, double.NegativeInfinity);
        int[] back = new int[_places];
        best[0] = 0;
        for (int i = 0; i < _steps.Count; i++)
        {
            FieldStep step = _steps[i];
            double score = best[step.From] + step.Weight + (step.Digit?.LogClass(step.Digit.Label) ?? 0);
            if (score > best[step.To])
            {
                best[step.To] = score;
                back[step.To] = i;
            }
        }

        if (double.IsNegativeInfinity(best[^1]))
        {
            return null;
        }

        List<Segment> digits = [];
        for (int at = best.Length - 1; at != 0; at = _steps[back[at]].From)
        {
            if (_steps[back[at]].Digit is Segment digit)
            {
                digits.Add(digit);
            }
        }

        digits.Reverse();
        return digits;
    }

    /// <summary>The logarithm of the sum of the products of all paths.</summary>
    public double LogSum() => Forward()[^1];

    /// <summary>
    /// Finds, for every segment that is read as a digit, the probability that it is part of the path. Returns
    /// <see cref="LogSum"/>.
    /// </summary>
    /// <param name="visit">Receives a segment and a probability. The probabilities of a segment must be summed.</param>
    public double Shares(Action<Segment, double> visit)
    {
        double[] forward = Forward();
        double sum = forward[^1];
        if (double.IsNegativeInfinity(sum))
        {
            return sum;
        }

        double[] backward = new double[_places];
        Array.Fill(backward, double.NegativeInfinity);
        backward[^1] = 0;
        for (int i = _steps.Count - 1; i >= 0; i--)
        {
            FieldStep step = _steps[i];
            double path = forward[step.From] + step.Weight + backward[step.To];
            if (step.Digit is not null && !double.IsNegativeInfinity(path))
            {
                visit(step.Digit, Math.Exp(path - sum));
            }

            backward[step.From] = LogAdd(backward[step.From], step.Weight + backward[step.To]);
        }

        return sum;
    }

    private double[] Forward()
    {
        double[] sums = new double[_places];
        Array.Fill(sums, double.NegativeInfinity);
        sums[0] = 0;
        foreach (FieldStep step in CollectionsMarshal.AsSpan(_steps))
        {
            sums[step.To] = LogAdd(sums[step.To], sums[step.From] + step.Weight);
        }

        return sums;
    }

    /// <summary>
    /// Adds the steps that leave a state. All steps that lead to it have been added before. A digit without a known label has the
    /// weight of its segment, because the probabilities of the ten digits add up to 1.
    /// </summary>
    private void AddSteps(SegmentLattice lattice, int node, int state, int states, FieldItem? item, int advance)
    {
        int here = (node * states) + state;
        if (item is { IsDigit: false } unseen)
        {
            _steps.Add(new(here, here + advance, char.IsWhiteSpace(unseen.Literal) ? 0 : -UnseenLiteralCost, null));
        }

        foreach (Segment segment in lattice.From[node])
        {
            int there = (segment.To * states) + state;
            if (item is { IsDigit: true } digit)
            {
                double logClass = digit.Label < 0 ? 0 : segment.LogClass(digit.Label);
                _steps.Add(new(here, there + advance, segment.Weight + logClass, segment));
            }

            if (!lattice.IsWhole(segment))
            {
                continue;
            }

            bool isMark = lattice.IsMark[lattice.Nodes[node].Group];
            if (item is { IsDigit: false })
            {
                _steps.Add(new(here, there + advance, isMark ? 0 : -HighLiteralCost, null));
            }

            if (isMark)
            {
                _steps.Add(new(here, there, -StrayMarkCost, null));
            }
        }
    }

    private static double LogAdd(double a, double b)
    {
        double most = Math.Max(a, b);
        return double.IsNegativeInfinity(most) ? most : most + Math.Log(1 + Math.Exp(Math.Min(a, b) - most));
    }
}

/// <summary>A step of a path.</summary>
/// <param name="From">Where it starts: node and character in one number.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Weight">What it adds to the logarithm of the path's product.</param>
/// <param name="Digit">The segment that it reads as a digit; null if it skips ink or inserts a literal character.</param>
internal readonly record struct FieldStep(int From, int To, double Weight, Segment? Digit);
