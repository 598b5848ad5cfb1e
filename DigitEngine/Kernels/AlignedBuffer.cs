using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// Floats that begin on a cache line and never move, so that kernels may keep their address. The memory is a managed array: it
/// lives as long as this object and need not be disposed of.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;

    /// <summary>Floats past the end that a load wider than the rest may read. They never affect a result.</summary>
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
