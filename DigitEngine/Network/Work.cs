namespace DigitEngine.Network;

/// <summary>What a stage is called with: one item, and memory of the thread's own.</summary>
internal readonly unsafe struct Work(Batch batch, int item, int first, int count, float* scratch)
{
    public Batch Batch { get; } = batch;

    /// <summary>The piece, or the item of a stage that is cut otherwise.</summary>
    public int Item { get; } = item;

    /// <summary>The piece's first image.</summary>
    public int First { get; } = first;

    /// <summary>The piece's images.</summary>
    public int Count { get; } = count;

    /// <summary>Memory that no other thread touches meanwhile; its contents are anything.</summary>
    public float* Scratch { get; } = scratch;
}
