namespace DigitEngine.Data;

/// <summary>Reads the rows of one kind of file, one after the other.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>Whether each row has a label.</summary>
    bool HasLabels { get; }

    /// <summary>About how many rows there are, seldom fewer than there really are; null if nothing is known.</summary>
    long? LikelyCount { get; }

    /// <summary>Whether a row can be had without waiting for more of the data; false where nothing is known.</summary>
    bool IsRowReady => false;

    /// <summary>Reads as many rows as there are and <paramref name="pixels"/> has room for.</summary>
    /// <param name="pixels">Rows × 784 bytes.</param>
    /// <param name="labels">A byte a row, or empty if labels aren't wanted; these are then neither read nor checked.</param>
    /// <returns>The number of rows read, 0 at the end.</returns>
    int ReadRows(Span<byte> pixels, Span<byte> labels);
}
