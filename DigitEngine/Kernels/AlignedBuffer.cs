using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// Floats that begin on a cache line and never move, so that kernels may hold addresses of them. The memory is a managed
/// array: it lives as long as this object and needs no disposing.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;

    /// <summary>Floats past the end that may be read, never with effect, by a load that is wider than what is left.</summary>
    private const int Slack = 2 * 16;

    private readonly float[] _array;

    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _array = GC.AllocateArray<float>(checked(length + (Alignment / sizeof(float)) + Slack), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _array[0]);
        Pointer = (float*)((start + Alignment - 1) & ~(nint)(Alignment - 1));
        Length = length;
    }

    public int Length { get; }

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);
}
