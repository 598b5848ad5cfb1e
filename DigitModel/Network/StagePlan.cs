using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>
/// Stages in order. Neighbouring stages over pieces are run piece by piece through all of them, while the piece is in the
/// cache; the threads wait for each other only in between.
/// </summary>
internal sealed unsafe class StagePlan
{
    private readonly List<(Stage[] Stages, Func<Batch, int>? Items)> _segments = [];
    private readonly Workers _workers;
    private readonly AlignedBuffer[] _scratch;
    private readonly Action<int, int> _body;
    private (Stage[] Stages, Func<Batch, int>? Items) _current;
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
            if (stage.Items == null)
            {
                together.Add(stage);
                continue;
            }

            Close(together);
            _segments.Add(([stage], stage.Items));
        }

        Close(together);
    }

    public void Run(Batch batch)
    {
        _batch = batch;
        foreach ((Stage[] Stages, Func<Batch, int>? Items) segment in _segments)
        {
            _current = segment;
            _workers.Run(segment.Items?.Invoke(batch) ?? batch.Pieces, _body);
        }
    }

    private void Close(List<Stage> together)
    {
        if (together.Count > 0)
        {
            _segments.Add(([.. together], null));
            together.Clear();
        }
    }

    private void RunItem(int worker, int item)
    {
        int first = _current.Items == null ? _batch.FirstOf(item) : 0;
        int count = _current.Items == null ? _batch.FirstOf(item + 1) - first : _batch.Count;
        Work work = new(_batch, item, first, count, _scratch[worker].Pointer);
        foreach (Stage stage in _current.Stages)
        {
            stage.Body(work);
        }
    }
}
