using System.Runtime.Intrinsics;

namespace DigitEngine.Kernels;

/// <summary>The one place that looks at what the machine has.</summary>
internal static class MachineLanes
{
    /// <summary>Floats in the widest register that the run-time finds worth using here.</summary>
    public static int Width =>
        Vector512.IsHardwareAccelerated ? Lanes16.Count
        : Vector256.IsHardwareAccelerated ? Lanes8.Count
        : Vector128.IsHardwareAccelerated ? Lanes4.Count
        : Lanes1.Count;

    /// <summary>Runs a task with those registers.</summary>
    public static TResult Run<TTask, TResult>(TTask task)
        where TTask : ILanesTask<TResult> =>
        Vector512.IsHardwareAccelerated ? task.Run<Lanes16>()
        : Vector256.IsHardwareAccelerated ? task.Run<Lanes8>()
        : Vector128.IsHardwareAccelerated ? task.Run<Lanes4>()
        : task.Run<Lanes1>();
}
