namespace DigitEngine.Network;

/// <summary>
/// A part of a step that all threads may work on at once. A stage over pieces needs nothing but its own piece of what came
/// before, so it follows without waiting; a stage with items of its own waits for everything before it.
/// </summary>
/// <param name="Body">Does one item.</param>
/// <param name="Items">How many items there are for a batch; null for a stage over the batch's pieces.</param>
internal sealed record Stage(StageBody Body, Func<Batch, int>? Items = null)
{
    /// <summary>A stage that one thread does.</summary>
    public static Stage Single(StageBody body) => new(body, static _ => 1);

    /// <summary>How many items there are to run, of stages that are cut alike.</summary>
    public int CountOf(Batch batch) => Items?.Invoke(batch) ?? batch.Pieces;

    /// <summary>What one of the items is called with.</summary>
    public unsafe Work WorkOf(Batch batch, int item, float* scratch)
    {
        int first = Items is null ? batch.FirstOf(item) : 0;
        int count = Items is null ? batch.FirstOf(item + 1) - first : batch.Count;
        return new(batch, item, first, count, scratch);
    }
}
