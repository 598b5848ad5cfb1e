namespace DigitEngine.Network;

/// <summary>
/// The size of a training step and how it is cut into pieces. The cut follows from the number of images alone, never from the
/// number of threads. Sums are taken within each piece and then over the pieces in order, so every bit is the same however
/// many threads there are.
/// </summary>
/// <param name="Count">Images in the batch.</param>
/// <param name="Key">What the random choices of the step follow from.</param>
internal readonly record struct Batch(int Count, ulong Key)
{
    /// <summary>The most pieces a batch is cut into, and so the most threads that can share one layer's work.</summary>
    public const int MaximumPieces = 16;

    private const int SmallestPiece = 4;

    public int Pieces => PiecesOf(Count);

    public static int PiecesOf(int count) => Math.Clamp(count / SmallestPiece, 1, MaximumPieces);

    /// <summary>The first image of a piece. For the number of pieces it is <see cref="Count"/>.</summary>
    public int FirstOf(int piece) => (int)((long)piece * Count / Pieces);
}

/// <summary>Where a network takes its images from. It is called by several threads at once.</summary>
internal interface IBatchSource
{
    /// <summary>Writes one image of the batch and returns its label.</summary>
    /// <param name="position">The image's position in the batch, counted from 0.</param>
    /// <param name="pixels">Receives height × width × channels values, as the network takes them.</param>
    int Load(int position, Span<float> pixels);
}
