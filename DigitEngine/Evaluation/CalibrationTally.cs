using System.Collections.ObjectModel;

namespace DigitEngine.Evaluation;

/// <summary>
/// Collects, row by row, what is needed to judge whether confidences can be trusted. It takes 100 kB however many rows there
/// are. The confidence of a row is the score of its predicted class, clamped to [0, 1]. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// The reliability table (15 ranges of equal width: Naeini et al. 2015, "Obtaining Well Calibrated Probabilities Using
/// Bayesian Binning"; Guo et al. 2017, "On Calibration of Modern Neural Networks") and the Brier score (Brier 1950, summed over
/// all classes) are sums over the rows and exact up to rounding.
/// </para>
/// <para>
/// Accuracy by coverage needs the rows in the order of their confidence. The confidences of a good model crowd just below 1, so
/// rows are counted in cells by their distance from it, 1 − confidence: 256 cells for each factor of two, as in a floating-point
/// number with eight bits of mantissa. Rows whose distances differ by less than 0.4 % may count as equally confident.
/// </para>
/// </remarks>
internal sealed class CalibrationTally
{
    public const int BinCount = 15;

    // The float just below 1 is 2^-24 away from it. Cell 0 is for 1 itself; the distances of the others span 24 factors of two.
    private const int MantissaBitsDropped = 23 - 8;
    private const uint FirstCell = (127 - 24) << 8;
    private const int CellCount = (24 << 8) + 2;

    // In thousandths, so that numbers of rows are computed in integers.
    private static readonly int[] Coverages = [1000, 995, 990, 980, 950, 900];

    private readonly long[] _binRows = new long[BinCount];
    private readonly long[] _binHits = new long[BinCount];
    private readonly double[] _binConfidence = new double[BinCount];

    // In descending order of confidence.
    private readonly long[] _cellRows = new long[CellCount];
    private readonly long[] _cellHits = new long[CellCount];

    private double _squares;
    private long _count;

    /// <summary>The mean of Σ (score − truth)², where truth is 1 for the true class and 0 for the others; from 0, the best, to 2.</summary>
    public double BrierScore => _squares / _count;

    /// <summary>The mean over rows of |accuracy − mean confidence| of their bin.</summary>
    public double ExpectedCalibrationError
    {
        get
        {
            double sum = 0;
            for (int bin = 0; bin < BinCount; bin++)
            {
                sum += Math.Abs(_binHits[bin] - _binConfidence[bin]);
            }

            return sum / _count;
        }
    }

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<float> scores, int predicted, int label)
    {
        float confidence = Math.Clamp(scores[predicted], 0f, 1f);
        long hit = predicted == label ? 1 : 0;

        // Fifteen times a float is exact in double, so the bounds of the bins are exact as well.
        int bin = Math.Max(0, (int)Math.Ceiling((double)confidence * BinCount) - 1);
        _binRows[bin]++;
        _binHits[bin] += hit;
        _binConfidence[bin] += confidence;

        int cell = Cell(confidence);
        _cellRows[cell]++;
        _cellHits[cell] += hit;

        double squares = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double difference = scores[i] - (i == label ? 1.0 : 0.0);
            squares += difference * difference;
        }

        _squares += squares;
        _count++;
    }

    public ReadOnlyCollection<ReliabilityBin> ToReliability()
    {
        ReliabilityBin[] bins = new ReliabilityBin[BinCount];
        for (int i = 0; i < BinCount; i++)
        {
            // Without rows, 0 / 0 gives NaN.
            double rows = _binRows[i];
            bins[i] = new ReliabilityBin(
                (double)i / BinCount, (double)(i + 1) / BinCount, _binRows[i], _binConfidence[i] / rows, _binHits[i] / rows);
        }

        return Array.AsReadOnly(bins);
    }

    public ReadOnlyCollection<CoveragePoint> ToCoverage() => Array.AsReadOnly(Array.ConvertAll(Coverages, Point));

    /// <summary>
    /// The mean, over k = 1 … rows, of the fraction of the k most confident rows that is wrong (Geifman et al. 2019,
    /// "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers"). Among equally confident rows it is the expected
    /// fraction.
    /// </summary>
    public double ToRiskCoverageArea()
    {
        double area = 0;
        long before = 0;
        long wrongBefore = 0;
        for (int cell = 0; cell < CellCount; cell++)
        {
            long rows = _cellRows[cell];
            double wrong = rows - _cellHits[cell];
            for (long taken = 1; taken <= rows; taken++)
            {
                area += (wrongBefore + (wrong * taken / rows)) / (before + taken);
            }

            before += rows;
            wrongBefore += (long)wrong;
        }

        return area / _count;
    }

    /// <summary>The cell of a confidence in [0, 1]. A higher confidence is never in a later cell.</summary>
    private static int Cell(float confidence)
    {
        float distance = 1f - confidence;
        return distance == 0 ? 0 : (int)((BitConverter.SingleToUInt32Bits(distance) >> MantissaBitsDropped) - FirstCell) + 1;
    }

    private CoveragePoint Point(int thousandths)
    {
        long wanted = (long)((((Int128)_count * thousandths) + 999) / 1000);
        double hits = 0;
        long left = wanted;
        for (int cell = 0; left > 0; cell++)
        {
            long rows = _cellRows[cell];
            if (rows <= left)
            {
                hits += _cellHits[cell];
                left -= rows;
            }
            else
            {
                hits += (double)_cellHits[cell] * left / rows;
                left = 0;
            }
        }

        return new CoveragePoint(thousandths / 1000.0, wanted, hits / wanted);
    }
}
