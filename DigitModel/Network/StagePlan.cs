using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>
/// Stages in order. Neighbouring stages over pieces are run piece by piece through all of them, while the piece is in the
/// cache; the threads wait for each other only in between.
/// </summary>
internal sealed unsafe class StagePlan
{
    private readonly List<(Stage[] Stages, Func<Batch, int>? Items)> segments = [];
    private readonly Workers workers;
    private readonly AlignedBuffer[] scratch;
    private readonly Action<int, int> body;
    private (Stage[] Stages, Func<Batch, int>? Items) current;
    private Batch batch;

    /// <summary>A plan for a team, with so many floats of scratch memory for each thread.</summary>
    public StagePlan(Workers workers, IEnumerable<Stage> stages, int scratchSize)
    {
        this.workers = workers;
        scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new AlignedBuffer(scratchSize))];
        body = RunItem;
        List<Stage> together = [];
        foreach (Stage stage in stages)
        {
            if (stage.Items == null)
            {
                together.Add(stage);
                continue;
            }

            Close(together);
            segments.Add(([stage], stage.Items));
        }

        Close(together);
    }

    public void Run(Batch batch)
    {
        this.batch = batch;
        foreach ((Stage[] Stages, Func<Batch, int>? Items) segment in segments)
        {
            current = segment;
            workers.Run(segment.Items?.Invoke(batch) ?? batch.Pieces, body);
        }
    }

    private void Close(List<Stage> together)
    {
        if (together.Count > 0)
        {
            segments.Add(([.. together], null));
            together.Clear();
        }
    }

    private void RunItem(int worker, int item)
    {
        int first = current.Items == null ? batch.FirstOf(item) : 0;
        int count = current.Items == null ? batch.FirstOf(item + 1) - first : batch.Count;
        Work work = new(batch, item, first, count, scratch[worker].Pointer);
        foreach (Stage stage in current.Stages)
        {
            stage.Body(work);
        }
    }
}
