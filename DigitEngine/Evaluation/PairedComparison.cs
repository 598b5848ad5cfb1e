namespace DigitEngine.Evaluation;

/// <summary>Two networks' answers to the same images, image by image. Immutable.</summary>
/// <remarks>
/// Images that both read right, or both wrong, tell nothing about which is better. Were neither, each of the others would be as
/// likely to go one way as the other: McNemar's test in its exact, binomial form (McNemar 1947, "Note on the Sampling Error of
/// the Difference Between Correlated Proportions or Percentages"; Edwards 1948), two-sided.
/// </remarks>
internal sealed class PairedComparison
{
    /// <summary>Compares answers.</summary>
    /// <param name="before">The one network's.</param>
    /// <param name="after">The other one's, to the same images in the same order.</param>
    /// <exception cref="ArgumentException">They are answers to other images.</exception>
    public PairedComparison(TestAnswers before, TestAnswers after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (!before.HasRowsOf(after))
        {
            throw new ArgumentException("Expected answers to the same images in the same order.", nameof(after));
        }

        List<int> lost = [];
        List<int> gained = [];
        List<int> changed = [];
        for (int i = 0; i < before.Count; i++)
        {
            List<int>? list = (before.IsRight(i), after.IsRight(i)) switch
            {
                (true, false) => lost,
                (false, true) => gained,
                (false, false) when before.Predicted(i) != after.Predicted(i) => changed,
                _ => null,
            };
            list?.Add(i);
        }

        Count = before.Count;
        Lost = lost.AsReadOnly();
        Gained = gained.AsReadOnly();
        ReadOtherwise = changed.AsReadOnly();
        PValue = McNemarTest.PValue(lost.Count, gained.Count);
    }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>The indices of images that only the first network read right, rising.</summary>
    public IReadOnlyList<int> Lost { get; }

    /// <summary>The indices of images that only the second network read right, rising.</summary>
    public IReadOnlyList<int> Gained { get; }

    /// <summary>The indices of images that both misread, but not as the same digit, rising.</summary>
    public IReadOnlyList<int> ReadOtherwise { get; }

    /// <summary>
    /// How likely so great a difference of accuracy, either way, would be by chance if both networks were equally good; in [0, 1].
    /// </summary>
    public double PValue { get; }

    /// <summary>Whether one network is significantly better: <see cref="PValue"/> is below 5 %.</summary>
    public bool IsSignificant => PValue < BaselineMetrics.SignificanceLevel;
}
