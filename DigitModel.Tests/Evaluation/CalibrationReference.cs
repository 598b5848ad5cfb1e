namespace MlNetDigits.Tests.Evaluation;

/// <summary>
/// The figures of calibration as their papers state them, each from a list of rows, in double; accuracy against coverage by
/// sorting the rows. Slow and plain on purpose.
/// </summary>
internal sealed class CalibrationReference
{
    private readonly List<(double Confidence, bool Hit, double Squares)> _rows = [];

    public CalibrationReference(ScoredRows data)
    {
        for (int row = 0; row < data.Rows; row++)
        {
            double[] scores = [.. data.Scores.Skip(row * data.ClassCount).Take(data.ClassCount).Select(score => (double)score)];
            int predicted = Array.IndexOf(scores, scores.Max());
            double squares = scores.Select((score, c) => Math.Pow(score - (c == data.Labels[row] ? 1 : 0), 2)).Sum();
            _rows.Add((Math.Clamp(scores[predicted], 0, 1), predicted == data.Labels[row], squares));
        }
    }

    public double BrierScore => _rows.Average(row => row.Squares);

    public double ExpectedCalibrationError => Enumerable.Range(0, 15)
        .Select(Bin)
        .Where(bin => bin.Count > 0)
        .Sum(bin => (double)bin.Count / _rows.Count * Math.Abs(bin.Average(row => row.Hit ? 1 : 0) - bin.Average(row => row.Confidence)));

    /// <summary>The mean over k of the expected error of the k most confident rows.</summary>
    public double RiskCoverageArea => Enumerable.Range(1, _rows.Count).Average(k => 1 - Accuracy(k));

    /// <summary>The rows whose confidence is above bin/15 and up to (bin + 1)/15, in whole numbers of fifteenths.</summary>
    public List<(double Confidence, bool Hit, double Squares)> Bin(int bin) =>
        [.. _rows.Where(row => (15 * row.Confidence > bin || bin == 0) && 15 * row.Confidence <= bin + 1)];

    /// <summary>The expected accuracy of the k most confident rows: those as confident as the last are drawn by lot.</summary>
    public double Accuracy(int k)
    {
        double last = _rows.OrderByDescending(row => row.Confidence).ElementAt(k - 1).Confidence;
        var surer = _rows.Where(row => row.Confidence > last).ToList();
        var equal = _rows.Where(row => row.Confidence == last).ToList();
        return (surer.Count(row => row.Hit) + (equal.Average(row => row.Hit ? 1.0 : 0) * (k - surer.Count))) / k;
    }

    /// <summary>How many rows are about as far from 1 as the k-th most confident one: by a factor of 1 ± 2⁻⁸.</summary>
    public int RowsNear(int k)
    {
        double last = 1 - _rows.OrderByDescending(row => row.Confidence).ElementAt(k - 1).Confidence;
        return _rows.Count(row => Math.Abs(1 - row.Confidence - last) <= last / 256);
    }
}
