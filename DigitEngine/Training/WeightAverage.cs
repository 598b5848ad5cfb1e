using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>
/// A running average of a network's weights and running statistics. It generalises better than the weights themselves.
/// </summary>
internal sealed class WeightAverage
{
    private readonly ParameterStore _store;
    private readonly float[] _values;
    private readonly float[] _runningStatistics;
    private readonly double _decay;

    public WeightAverage(ParameterStore store, double decay)
    {
        _store = store;
        _decay = decay;
        _values = new float[store.Values.Length];
        _runningStatistics = new float[store.RunningStatistics.Length];
    }

    /// <summary>Steps averaged so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The averages of the weights and of the running statistics.</summary>
    public IReadOnlyList<float[]> State => [_values, _runningStatistics];

    /// <summary>Continues from earlier values of <see cref="Steps"/> and <see cref="State"/>.</summary>
    public void Restore(long steps, IReadOnlyList<float[]> state)
    {
        Steps = steps;
        state[0].CopyTo(_values, 0);
        state[1].CopyTo(_runningStatistics, 0);
    }

    /// <summary>Includes the weights of one more step. Early steps count more, so that the random start is soon forgotten.</summary>
    public void Add()
    {
        Steps++;
        float share = (float)Math.Max(1 - _decay, 1.0 / Steps);
        Blend(_store.Values.Span, _values, share);
        Blend(_store.RunningStatistics.Span, _runningStatistics, share);
    }

    /// <summary>Exchanges the average with the network's own weights. A second call restores them.</summary>
    public void Exchange()
    {
        Exchange(_store.Values.Span, _values);
        Exchange(_store.RunningStatistics.Span, _runningStatistics);
    }

    private static void Blend(ReadOnlySpan<float> values, Span<float> average, float share)
    {
        for (int i = 0; i < average.Length; i++)
        {
            average[i] += share * (values[i] - average[i]);
        }
    }

    private static void Exchange(Span<float> left, Span<float> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            (left[i], right[i]) = (right[i], left[i]);
        }
    }
}
