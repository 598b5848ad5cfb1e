using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// A buffer for each piece of a batch in which it sums the gradient of one layer's parameters, and their sum in the
/// pieces' order.
/// </summary>
internal sealed unsafe class PieceGradients
{
    private const int Chunk = 4096;

    private readonly AlignedBuffer[] _buffers;
    private readonly Parameter[] _parameters;

    /// <summary>For parameters that lie behind each other in the store.</summary>
    public PieceGradients(int pieces, params Parameter[] parameters)
    {
        _parameters = parameters;
        Length = parameters[^1].Offset + parameters[^1].Length - parameters[0].Offset;
        _buffers = [.. Enumerable.Range(0, pieces).Select(_ => new AlignedBuffer(Length))];
    }

    /// <summary>Independent parts of <see cref="Sum"/>.</summary>
    public int Chunks => (Length + Chunk - 1) / Chunk;

    private int Length { get; }

    /// <summary>Where a piece sums the gradient of one of the parameters.</summary>
    public float* Of(int piece, Parameter parameter) => _buffers[piece].Pointer + (parameter.Offset - _parameters[0].Offset);

    /// <summary>Adds a chunk of the pieces' gradients into the store's.</summary>
    public void Sum<TSimd>(int pieces, int chunk)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int first = chunk * Chunk;
        int count = Math.Min(Chunk, Length - first);
        float* sum = _parameters[0].Gradients + first;
        new ReadOnlySpan<float>(_buffers[0].Pointer + first, count).CopyTo(new(sum, count));
        for (int piece = 1; piece < pieces; piece++)
        {
            Elementwise.Add<TSimd>(_buffers[piece].Pointer + first, sum, count);
        }
    }
}
