using System.Globalization;
using DigitEngine.Data;

namespace DigitEngine.Evaluation;

/// <summary>A network's predictions of the images of a test set. All figures follow from them. Immutable.</summary>
public sealed class TestPredictions
{
    private readonly int[] _positions;
    private readonly byte[] _labels;
    private readonly float[] _scores;

    /// <summary>Joins what is known about each image. The arrays are kept, not copied, so they must not be changed afterwards.</summary>
    /// <param name="positions">The position of each image in its file, counted from 0.</param>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="scores">Probabilities, images × <paramref name="classCount"/>, each in [0, 1].</param>
    /// <param name="classCount">Scores per image, 2 to 256.</param>
    /// <exception cref="ArgumentException">
    /// There is no image, the lengths do not fit, a position is negative, a label is no class, or a score is outside [0, 1].
    /// </exception>
    public TestPredictions(int[] positions, byte[] labels, float[] scores, int classCount = DigitImage.ClassCount)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classCount, byte.MaxValue + 1);
        if (labels.Length == 0)
        {
            throw new ArgumentException("There are no answers: at least one was expected.", nameof(labels));
        }

        if (positions.Length != labels.Length || scores.LongLength != (long)labels.Length * classCount)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{labels.Length} labels need as many positions and {(long)labels.Length * classCount} scores, "
                        + $"not {positions.Length} and {scores.Length}."),
                nameof(scores));
        }

        int badPosition = positions.AsSpan().IndexOfAnyExceptInRange(0, int.MaxValue);
        int badLabel = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classCount - 1));
        int badScore = scores.AsSpan().IndexOfAnyExceptInRange(0f, 1f);
        if (badPosition >= 0 || badLabel >= 0 || badScore >= 0)
        {
            throw new ArgumentException(
                badPosition >= 0 ? Bad("position", badPosition, positions[badPosition], "0 or more")
                : badLabel >= 0 ? Bad("label", badLabel, labels[badLabel], $"0 to {classCount - 1}")
                : Bad("score", badScore / classCount, scores[badScore], "0 to 1"));
        }

        _positions = positions;
        _labels = labels;
        _scores = scores;
        ClassCount = classCount;
    }

    /// <summary>The number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>Scores per image.</summary>
    public int ClassCount { get; }

    /// <summary>The position of an image in its file, counted from 0.</summary>
    /// <param name="index">0 … <see cref="Count"/> − 1.</param>
    public int Position(int index) => _positions[index];

    /// <summary>The true class of an image.</summary>
    /// <inheritdoc cref="Position" path="/param"/>
    public int Label(int index) => _labels[index];

    /// <summary>The probability of each class for an image.</summary>
    /// <inheritdoc cref="Position" path="/param"/>
    public ReadOnlySpan<float> Scores(int index) => _scores.AsSpan(index * ClassCount, ClassCount);

    /// <summary>The predicted class: the most probable one, the lowest one among equals.</summary>
    /// <inheritdoc cref="Position" path="/param"/>
    public int Predicted(int index)
    {
        ReadOnlySpan<float> scores = Scores(index);
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    /// <summary>The probability of the predicted class, in [0, 1].</summary>
    /// <inheritdoc cref="Position" path="/param"/>
    public float Confidence(int index) => Scores(index)[Predicted(index)];

    /// <summary>Whether the predicted class is the true one.</summary>
    /// <inheritdoc cref="Position" path="/param"/>
    public bool IsRight(int index) => Predicted(index) == Label(index);

    /// <summary>How good the predictions are.</summary>
    public MulticlassMetrics ToMetrics() => MulticlassMetrics.Compute(_scores, _labels, ClassCount);

    /// <summary>How good the predictions are on all images and on each slice.</summary>
    /// <param name="test">The images that were predicted.</param>
    /// <exception cref="ArgumentException">There are more or fewer images than predictions.</exception>
    public SlicedMetrics ToMetrics(SlicedTestSet test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.Test.Count != Count)
        {
            throw new ArgumentException($"Expected {Count} images, one for each answer, but found {test.Test.Count}.", nameof(test));
        }

        MetricsAccumulator[] slices = [.. test.Names.Select(_ => new MetricsAccumulator(ClassCount))];
        for (int i = 0; i < Count; i++)
        {
            slices[test.Slice(i)].Add(Scores(i), _labels.AsSpan(i, 1));
        }

        return new SlicedMetrics(
            ToMetrics(),
            test.Column,
            Array.AsReadOnly([.. slices.Select((slice, i) => new SliceMetrics(test.Names[i], slice.ToMetrics()))]));
    }

    /// <summary>Whether these are predictions of the same images, as far as positions and labels tell.</summary>
    internal bool HasSameImagesAs(TestPredictions other) =>
        _positions.AsSpan().SequenceEqual(other._positions) && _labels.AsSpan().SequenceEqual(other._labels);

    private static string Bad<T>(string what, int row, T found, string expected) => string.Create(
        CultureInfo.InvariantCulture, $"Row {row} (counted from 0) has {what} {found}; {expected} was expected.");
}
