namespace MlNetDigits.Tests.Evaluation;

/// <summary>
/// The metrics as a textbook states them, each on its own, from lists of rows: every class is ranked by sorting, and every
/// figure goes over all rows again. Slow and plain on purpose.
/// </summary>
internal sealed class MetricsReference
{
    private readonly List<(int Label, List<int> Ranking, double LogLoss)> _rows = [];
    private readonly int _classCount;

    public MetricsReference(ScoredRows data)
    {
        _classCount = data.ClassCount;
        for (int row = 0; row < data.Rows; row++)
        {
            float[] scores = data.Scores[(row * _classCount)..((row + 1) * _classCount)];
            int label = data.Labels[row];

            // OrderByDescending is stable: equal scores stay in the order of their classes.
            List<int> ranking = [.. Enumerable.Range(0, _classCount).OrderByDescending(c => scores[c])];
            double probability = Math.Min(1, Math.Max((double)1e-15f, scores[label]));
            _rows.Add((label, ranking, -Math.Log(probability)));
        }
    }

    public double MicroAccuracy => _rows.Count(r => r.Ranking[0] == r.Label) / (double)_rows.Count;

    public double MacroAccuracy => _rows.Select(r => r.Label).Distinct().Average(Recall);

    public double LogLoss => _rows.Average(r => r.LogLoss);

    /// <summary>Of always answering with the classes' frequencies.</summary>
    public double PriorLogLoss => _rows.Average(r => -Math.Log(Support(r.Label) / (double)_rows.Count));

    public double TopKAccuracy(int k) => _rows.Count(r => r.Ranking.Take(k).Contains(r.Label)) / (double)_rows.Count;

    public int Count(int actual, int predicted) => _rows.Count(r => r.Label == actual && r.Ranking[0] == predicted);

    public int Support(int label) => _rows.Count(r => r.Label == label);

    public double PerClassLogLoss(int label) =>
        _rows.Where(r => r.Label == label).Select(r => r.LogLoss).DefaultIfEmpty(0).Average();

    public double Recall(int label) =>
        Support(label) == 0 ? 0 : Count(label, label) / (double)Support(label);

    public double Precision(int label)
    {
        int predicted = _rows.Count(r => r.Ranking[0] == label);
        return predicted == 0 ? 0 : Count(label, label) / (double)predicted;
    }

    public double F1(int label)
    {
        double sum = Precision(label) + Recall(label);
        return sum == 0 ? 0 : 2 * Precision(label) * Recall(label) / sum;
    }
}
