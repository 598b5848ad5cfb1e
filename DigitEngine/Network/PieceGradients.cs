using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// Gradients of a layer's parameters that each piece of a batch sums in a buffer of its own. The buffers are then added in the
/// order of the pieces, whichever threads filled them.
/// </summary>
internal sealed unsafe class PieceGradients
{
    private const int ChunkSize = 4096;

    private readonly AlignedBuffer[] _buffers;
    private readonly Parameter[] _parameters;
    private readonly int _length;

    /// <param name="pieces">The most pieces a batch is cut into.</param>
    /// <param name="parameters">Parameters that were registered one right after the other.</param>
    public PieceGradients(int pieces, params Parameter[] parameters)
    {
        _parameters = parameters;
        _length = parameters[^1].Offset + parameters[^1].Length - parameters[0].Offset;
        _buffers = [.. Enumerable.Range(0, pieces).Select(_ => new AlignedBuffer(_length))];
    }

    /// <summary>Where a piece sums the gradient of one of the parameters.</summary>
    public float* Of(int piece, Parameter parameter) => _buffers[piece].Pointer + (parameter.Offset - _parameters[0].Offset);

    /// <summary>Independent parts of the sum over the pieces, whose number they are given.</summary>
    public IEnumerable<Action<int>> Sums<TSimd>()
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (int first = 0; first < _length; first += ChunkSize)
        {
            int start = first;
            yield return pieces => Sum<TSimd>(pieces, start);
        }
    }

    private void Sum<TSimd>(int pieces, int first)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int count = Math.Min(ChunkSize, _length - first);
        float* sum = _parameters[0].Gradients + first;
        new ReadOnlySpan<float>(_buffers[0].Pointer + first, count).CopyTo(new(sum, count));
        for (int piece = 1; piece < pieces; piece++)
        {
            Elementwise.Add<TSimd>(_buffers[piece].Pointer + first, sum, count);
        }
    }
}
