namespace DigitEngine.Network;

/// <summary>Runs one item of a stage.</summary>
internal delegate void StageBody(in Work work);

/// <summary>
/// A part of a training step on which all threads may work at once. A stage over pieces needs only its own piece of what came
/// before and so follows it without waiting. A stage with items of its own waits for everything before it.
/// </summary>
/// <param name="Body">Runs one item.</param>
/// <param name="Items">How many items a batch has; null for a stage over the batch's pieces.</param>
internal sealed record Stage(StageBody Body, Func<Batch, int>? Items = null)
{
    /// <summary>A stage for one thread.</summary>
    public static Stage Single(StageBody body) => new(body, static _ => 1);

    /// <summary>The number of items.</summary>
    public int CountOf(Batch batch) => Items?.Invoke(batch) ?? batch.Pieces;

    /// <summary>What the body is called with for one item.</summary>
    public unsafe Work WorkOf(Batch batch, int item, float* scratch)
    {
        int first = Items is null ? batch.FirstOf(item) : 0;
        int count = Items is null ? batch.FirstOf(item + 1) - first : batch.Count;
        return new(batch, item, first, count, scratch);
    }
}

/// <summary>One item of a stage.</summary>
internal readonly unsafe struct Work(Batch batch, int item, int first, int count, float* scratch)
{
    public Batch Batch { get; } = batch;

    /// <summary>The index of the item: of the piece in a stage over pieces.</summary>
    public int Item { get; } = item;

    /// <summary>The first image of the piece; 0 in other stages.</summary>
    public int First { get; } = first;

    /// <summary>The images of the piece; those of the whole batch in other stages.</summary>
    public int Count { get; } = count;

    /// <summary>Memory that no other thread uses meanwhile. Its content is undefined.</summary>
    public float* Scratch { get; } = scratch;
}
