using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// Stages in order. Consecutive stages over pieces form a segment: each piece runs through all of them while it is in the
/// cache. Threads wait for each other only between segments.
/// </summary>
internal sealed unsafe class StagePlan
{
    // The stages of a segment have the same items, so the first one speaks for all.
    private readonly List<Stage[]> _segments = [];
    private readonly Workers _workers;
    private readonly AlignedBuffer[] _scratch;
    private readonly Action<int, int> _body;
    private Stage[] _current = [];
    private Batch _batch;

    /// <param name="workers">The threads to work with.</param>
    /// <param name="stages">The stages in order.</param>
    /// <param name="scratchSize">Floats of scratch memory for each thread.</param>
    public StagePlan(Workers workers, IEnumerable<Stage> stages, int scratchSize)
    {
        _workers = workers;
        _scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new AlignedBuffer(scratchSize))];
        _body = RunItem;
        List<Stage> together = [];
        foreach (Stage stage in stages)
        {
            if (stage.Items is null)
            {
                together.Add(stage);
                continue;
            }

            Close(together);
            _segments.Add([stage]);
        }

        Close(together);
    }

    public void Run(Batch batch)
    {
        _batch = batch;
        foreach (Stage[] segment in _segments)
        {
            _current = segment;
            _workers.Run(segment[0].CountOf(batch), _body);
        }
    }

    private void Close(List<Stage> together)
    {
        if (together.Count > 0)
        {
            _segments.Add([.. together]);
            together.Clear();
        }
    }

    private void RunItem(int worker, int item)
    {
        Work work = _current[0].WorkOf(_batch, item, _scratch[worker].Pointer);
        foreach (Stage stage in _current)
        {
            stage.Body(work);
        }
    }
}
