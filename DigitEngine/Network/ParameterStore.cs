using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// All parameters that training adjusts in one run of floats, so that optimizers, averages and checkpoints deal with a single
/// vector. Beside it are the running statistics of batch normalisation, which are measured and not adjusted.
/// </summary>
internal sealed class ParameterStore
{
    private const string NotBuilt = "The store is not built yet.";

    private readonly List<Parameter> _parameters = [];
    private readonly List<Parameter> _statistics = [];
    private AlignedBuffer? _values;
    private AlignedBuffer? _gradients;
    private AlignedBuffer? _runningStatistics;

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public IReadOnlyList<Parameter> Statistics => _statistics;

    public AlignedBuffer Values => _values ?? throw new InvalidOperationException(NotBuilt);

    public AlignedBuffer Gradients => _gradients ?? throw new InvalidOperationException(NotBuilt);

    public AlignedBuffer RunningStatistics => _runningStatistics ?? throw new InvalidOperationException(NotBuilt);

    /// <summary>Registers an array that training adjusts.</summary>
    public Parameter Add(string name, int length) => Add(_parameters, name, length, () => Values, () => Gradients);

    /// <summary>Registers an array that training measures.</summary>
    public Parameter AddStatistic(string name, int length) =>
        Add(_statistics, name, length, () => RunningStatistics, () => RunningStatistics);

    /// <summary>Allocates the memory of everything that was registered.</summary>
    public void Build()
    {
        _values = new(LengthOf(_parameters));
        _gradients = new(LengthOf(_parameters));
        _runningStatistics = new(LengthOf(_statistics));
    }

    private static int LengthOf(List<Parameter> list) => list.Count == 0 ? 0 : list[^1].Offset + Padded(list[^1].Length);

    /// <summary>A length at which the next array begins on a cache line.</summary>
    private static int Padded(int length) => checked(length + 15) / 16 * 16;

    private static Parameter Add(
        List<Parameter> list, string name, int length, Func<AlignedBuffer> values, Func<AlignedBuffer> gradients)
    {
        Parameter parameter = new(name, LengthOf(list), length, values, gradients);
        list.Add(parameter);
        return parameter;
    }
}

/// <summary>One array of a <see cref="ParameterStore"/>, such as a layer's weights, biases or scales.</summary>
internal sealed unsafe class Parameter(
    string name, int offset, int length, Func<AlignedBuffer> values, Func<AlignedBuffer> gradients)
{
    public string Name { get; } = name;

    /// <summary>Where the array begins in the store, in floats.</summary>
    public int Offset { get; } = offset;

    public int Length { get; } = length;

    public float* Values => values().Pointer + Offset;

    public float* Gradients => gradients().Pointer + Offset;

    public Span<float> Span => new(Values, Length);

    public Span<float> GradientSpan => new(Gradients, Length);
}
