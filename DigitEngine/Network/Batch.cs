namespace DigitEngine.Network;

/// <summary>
/// How many images a step takes, and the pieces they are cut into. The cut follows from the count alone, never from the
/// number of threads: sums are taken within a piece and then over the pieces in order, which fixes every bit.
/// </summary>
/// <param name="Count">Images in the batch.</param>
/// <param name="Key">Names the batch: the random choices of the step follow from it.</param>
internal readonly record struct Batch(int Count, ulong Key)
{
    /// <summary>The most pieces there are, and with them the most threads that help in one layer.</summary>
    public const int MaximumPieces = 16;

    private const int SmallestPiece = 4;

    public int Pieces => PiecesOf(Count);

    public static int PiecesOf(int count) => Math.Clamp(count / SmallestPiece, 1, MaximumPieces);

    /// <summary>The first image of a piece; the piece after the last begins at <see cref="Count"/>.</summary>
    public int FirstOf(int piece) => (int)((long)piece * Count / Pieces);
}
