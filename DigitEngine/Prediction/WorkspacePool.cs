using DigitEngine.Network;

namespace DigitEngine.Prediction;

/// <summary>
/// Unused workspaces, for any number of threads without a lock. There are as many workspaces as predictions ever ran at once, not
/// as threads. If too many are returned, the garbage collector gets them.
/// </summary>
internal sealed class WorkspacePool(TrainedNetwork network, int images)
{
    private readonly InferenceWorkspace?[] _free = new InferenceWorkspace?[Math.Max(64, 2 * Environment.ProcessorCount)];

    public InferenceWorkspace Rent()
    {
        // Each thread starts at a place of its own, where it usually finds what it returned before.
        int start = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _free.Length; i++)
        {
            ref InferenceWorkspace? place = ref _free[(int)((uint)(start + i) % _free.Length)];
            if (Volatile.Read(ref place) is not null && Interlocked.Exchange(ref place, null) is InferenceWorkspace workspace)
            {
                return workspace;
            }
        }

        return network.CreateWorkspace(images);
    }

    public void Return(InferenceWorkspace workspace)
    {
        int start = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _free.Length; i++)
        {
            ref InferenceWorkspace? place = ref _free[(int)((uint)(start + i) % _free.Length)];
            if (Volatile.Read(ref place) is null && Interlocked.CompareExchange(ref place, workspace, null) is null)
            {
                return;
            }
        }
    }
}
