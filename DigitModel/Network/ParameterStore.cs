using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>
/// All that training adjusts, in one run of floats, so that optimizers, averages and checkpoints see one vector; and
/// beside it what is only measured (the running averages of batch normalisation).
/// </summary>
internal sealed unsafe class ParameterStore
{
    private readonly List<Parameter> parameters = [];
    private readonly List<Parameter> statistics = [];
    private AlignedBuffer? values;
    private AlignedBuffer? gradients;
    private AlignedBuffer? measured;

    public IReadOnlyList<Parameter> Parameters => parameters;

    public IReadOnlyList<Parameter> Statistics => statistics;

    public AlignedBuffer Values => values ?? throw new InvalidOperationException("The store is not built yet.");

    public AlignedBuffer Gradients => gradients ?? throw new InvalidOperationException("The store is not built yet.");

    public AlignedBuffer Measured => measured ?? throw new InvalidOperationException("The store is not built yet.");

    /// <summary>Sets room aside for an adjusted array.</summary>
    public Parameter Add(string name, int length) => Add(parameters, name, length, () => Values, () => Gradients);

    /// <summary>Sets room aside for a measured array.</summary>
    public Parameter AddStatistic(string name, int length) => Add(statistics, name, length, () => Measured, () => Measured);

    /// <summary>Allocates the memory of everything that was added.</summary>
    public void Build()
    {
        values = new(LengthOf(parameters));
        gradients = new(LengthOf(parameters));
        measured = new(LengthOf(statistics));
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
