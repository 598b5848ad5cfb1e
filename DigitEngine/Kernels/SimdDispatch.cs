using System.Runtime.Intrinsics;

namespace DigitEngine.Kernels;

/// <summary>Chooses the width of registers for this machine. No other place asks what the machine can do.</summary>
internal static class SimdDispatch
{
    /// <summary>Floats in the widest register that the runtime considers worth using here.</summary>
    public static int Width =>
        Vector512.IsHardwareAccelerated ? Simd512.Count
        : Vector256.IsHardwareAccelerated ? Simd256.Count
        : Vector128.IsHardwareAccelerated ? Simd128.Count
        : SimdScalar.Count;

    /// <summary>Runs a task with these registers.</summary>
    public static TResult Run<TTask, TResult>(TTask task)
        where TTask : ISimdTask<TResult> =>
        Vector512.IsHardwareAccelerated ? task.Run<Simd512>()
        : Vector256.IsHardwareAccelerated ? task.Run<Simd256>()
        : Vector128.IsHardwareAccelerated ? task.Run<Simd128>()
        : task.Run<SimdScalar>();
}

/// <summary>Work that is written for any width of registers.</summary>
internal interface ISimdTask<TResult>
{
    TResult Run<TSimd>()
        where TSimd : unmanaged, ISimd<TSimd>;
}
