using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>
/// Fits the weights of paths by maximum likelihood: the mean, over generated fields, of the logarithm of the probability of those
/// paths that read the right text. The gradient is the difference between the expected features over these paths and over all
/// paths; the steps are Adam's.
/// </summary>
internal sealed class FieldFit
{
    private const int Rounds = 400;
    private const double Rate = 0.05;
    private const double Decay = 0.001;

    /// <summary>
    /// The lowest log-likelihood of a field; fields below it, which hardly any path reads right, have no gradient.
    /// </summary>
    private const double LeastShare = -12;

    private readonly List<(SegmentLattice Lattice, FieldItem[] Text, Segment[] Segments, double[] Features)> _fields = [];

    /// <summary>Generates fields and computes the features of their segments.</summary>
    public FieldFit(PredictionEngine engine, FieldGenerator generator, int count)
    {
        for (int i = 0; i < count; i++)
        {
            FieldSample sample = generator.Make(i);
            FieldInk ink = FieldInk.Find(sample.Picture, InkPolarity.Detect);
            if (ink.Groups.Count == 0)
            {
                continue;
            }

            SegmentLattice lattice = SegmentLattice.Build(ink, engine, settle: true);
            Segment[] segments = [.. lattice.From.SelectMany(segments => segments)];
            double[] features = new double[segments.Length * PathWeights.Count];
            for (int j = 0; j < segments.Length; j++)
            {
                PathWeights.Features(segments[j], features.AsSpan(j * PathWeights.Count, PathWeights.Count));
            }

            _fields.Add((lattice, [.. sample.Text.Select(digit => FieldItem.Digit(digit - '0'))], segments, features));
        }
    }

    /// <summary>Fits the weights, and prints the progress.</summary>
    public double[] Run()
    {
        double[] weights = PathWeights.ToArray();
        double[] mean = new double[weights.Length];
        double[] square = new double[weights.Length];
        double[] gradient = new double[weights.Length];
        for (int round = 1; round <= Rounds; round++)
        {
            double likelihood = Gradient(weights, gradient);
            for (int i = 0; i < weights.Length; i++)
            {
                double slope = gradient[i] - (Decay * weights[i]);
                mean[i] = (0.9 * mean[i]) + (0.1 * slope);
                square[i] = (0.99 * square[i]) + (0.01 * slope * slope);
                double step = mean[i] / (1 - Math.Pow(0.9, round)) / (Math.Sqrt(square[i] / (1 - Math.Pow(0.99, round))) + 1e-8);
                weights[i] += Rate * (1 - ((double)round / (Rounds + 1))) * step;
            }

            if (round % 50 == 0)
            {
                Console.WriteLine($"round {round}: {likelihood:F4}");
            }
        }

        return weights;
    }

    private double Gradient(double[] weights, double[] gradient)
    {
        Array.Clear(gradient);
        double total = 0;
        foreach ((SegmentLattice lattice, FieldItem[] text, Segment[] segments, double[] features) in _fields)
        {
            Dictionary<Segment, int> place = new(segments.Length);
            for (int i = 0; i < segments.Length; i++)
            {
                place[segments[i]] = i;
                double sum = 0;
                for (int j = 0; j < weights.Length; j++)
                {
                    sum += weights[j] * features[(i * weights.Length) + j];
                }

                segments[i].Weight = sum;
            }

            double[] shares = new double[segments.Length];
            double right = new FieldPaths(lattice, text).Shares((segment, share) => shares[place[segment]] += share);
            double all = new FieldPaths(lattice, null).Shares((segment, share) => shares[place[segment]] -= share);
            double log = right - all;
            if (!(log > LeastShare))
            {
                total += LeastShare;
                continue;
            }

            total += log;
            for (int i = 0; i < segments.Length; i++)
            {
                for (int j = 0; j < weights.Length && shares[i] != 0; j++)
                {
                    gradient[j] += shares[i] * features[(i * weights.Length) + j] / _fields.Count;
                }
            }
        }

        return total / _fields.Count;
    }
}
