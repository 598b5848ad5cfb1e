namespace DigitEngine.Evaluation;

/// <summary>Compares two networks' predictions of the same images, image by image. Immutable.</summary>
/// <remarks>
/// Images that both read right, or both read wrong, say nothing about which network is better. If neither is, each of the other
/// images is equally likely to favour either. That is McNemar's test in its exact, binomial form, two-sided (McNemar 1947, "Note
/// on the Sampling Error of the Difference Between Correlated Proportions or Percentages"; Edwards 1948).
/// </remarks>
internal sealed class PairedComparison
{
    /// <summary>Compares predictions.</summary>
    /// <param name="before">The first network's predictions.</param>
    /// <param name="after">The second network's predictions of the same images in the same order.</param>
    /// <exception cref="ArgumentException">They are predictions of other images.</exception>
    public PairedComparison(TestPredictions before, TestPredictions after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (!before.HasSameImagesAs(after))
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

    /// <summary>The indices of the images that only the first network read right, ascending.</summary>
    public IReadOnlyList<int> Lost { get; }

    /// <summary>The indices of the images that only the second network read right, ascending.</summary>
    public IReadOnlyList<int> Gained { get; }

    /// <summary>The indices of the images that both misread, but as different digits, ascending.</summary>
    public IReadOnlyList<int> ReadOtherwise { get; }

    /// <summary>
    /// The probability of a difference in accuracy this large, in either direction, by chance if both networks were equally good;
    /// in [0, 1].
    /// </summary>
    public double PValue { get; }

    /// <summary>Whether one network is significantly better, so that <see cref="PValue"/> is below 5 %.</summary>
    public bool IsSignificant => PValue < BaselineMetrics.SignificanceLevel;
}
