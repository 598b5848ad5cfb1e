using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>One array of a <see cref="ParameterStore"/>: a layer's weights, its biases, its scales.</summary>
internal sealed unsafe class Parameter(
    string name, int offset, int length, Func<AlignedBuffer> values, Func<AlignedBuffer> gradients)
{
    public string Name { get; } = name;

    /// <summary>Where it begins in the store.</summary>
    public int Offset { get; } = offset;

    public int Length { get; } = length;

    public float* Values => values().Pointer + Offset;

    public float* Gradients => gradients().Pointer + Offset;

    public Span<float> Span => new(Values, Length);

    public Span<float> GradientSpan => new(Gradients, Length);
}
