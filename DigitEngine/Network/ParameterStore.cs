using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// All that training adjusts, in one run of floats, so that optimizers, averages and checkpoints see one vector; and
/// beside it what is only measured (the running averages of batch normalisation).
/// </summary>
internal sealed unsafe class ParameterStore
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<Parameter> _statistics = [];
    private AlignedBuffer? _values;
    private AlignedBuffer? _gradients;
    private AlignedBuffer? _runningStatistics;

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public IReadOnlyList<Parameter> Statistics => _statistics;

    public AlignedBuffer Values => _values ?? throw new InvalidOperationException("The store is not built yet.");

    public AlignedBuffer Gradients => _gradients ?? throw new InvalidOperationException("The store is not built yet.");

    public AlignedBuffer RunningStatistics => _runningStatistics ?? throw new InvalidOperationException("The store is not built yet.");

    /// <summary>Sets room aside for an adjusted array.</summary>
    public Parameter Add(string name, int length) => Add(_parameters, name, length, () => Values, () => Gradients);

    /// <summary>Sets room aside for a measured array.</summary>
    public Parameter AddStatistic(string name, int length) => Add(_statistics, name, length, () => RunningStatistics, () => RunningStatistics);

    /// <summary>Allocates the memory of everything that was added.</summary>
    public void Build()
    {
        _values = new(LengthOf(_parameters));
        _gradients = new(LengthOf(_parameters));
        _runningStatistics = new(LengthOf(_statistics));
    }

    private static int LengthOf(List<Parameter> list) => list.Count == 0 ? 0 : list[^1].Offset + Padded(list[^1].Length);

    /// <summary>Every array begins on a cache line.</summary>
    private static int Padded(int length) => checked(length + 15) / 16 * 16;

    private static Parameter Add(
        List<Parameter> list, string name, int length, Func<AlignedBuffer> values, Func<AlignedBuffer> gradients)
    {
        Parameter parameter = new(name, LengthOf(list), length, values, gradients);
        list.Add(parameter);
        return parameter;
    }
}
