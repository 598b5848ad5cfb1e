using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// Stages in order. Neighbouring stages over pieces are run piece by piece through all of them, while the piece is in the
/// cache; the threads wait for each other only in between.
/// </summary>
internal sealed unsafe class StagePlan
{
    // Stages of one segment are cut alike, so the first speaks for all of them.
    private readonly List<Stage[]> _segments = [];
    private readonly Workers _workers;
    private readonly AlignedBuffer[] _scratch;
    private readonly Action<int, int> _body;
    private Stage[] _current = [];
    private Batch _batch;

    /// <summary>A plan for a team, with so many floats of scratch memory for each thread.</summary>
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
