using DigitEngine.Network;

namespace DigitEngine.Prediction;

/// <summary>
/// Workspaces that are not in use, for any number of threads without a lock. As many are made as predictions ever run at
/// once, not as there are threads; what does not fit into the places kept is left to the garbage collector.
/// </summary>
internal sealed class WorkspacePool(TrainedNetwork network, int images)
{
    private readonly InferenceWorkspace?[] _free = new InferenceWorkspace?[Math.Max(64, 2 * Environment.ProcessorCount)];

    public InferenceWorkspace Rent()
    {
        // A thread begins looking at a place of its own, and so mostly finds there what it put there before.
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
