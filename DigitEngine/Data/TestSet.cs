namespace DigitEngine.Data;

/// <summary>
/// Labelled images kept for the last measurement. A type of its own, so that nothing that trains or chooses
/// between models can be handed one by mistake.
/// </summary>
public sealed class TestSet
{
    /// <summary>Sets <paramref name="data"/> apart for testing.</summary>
    /// <param name="data">Images that had no part in training.</param>
    public TestSet(DigitDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Data = data;
    }

    /// <summary>The number of images.</summary>
    public int Count => Data.Count;

    /// <inheritdoc cref="DigitDataset.CountPerClass"/>
    public IReadOnlyList<int> CountPerClass => Data.CountPerClass;

    /// <inheritdoc cref="DigitDataset.Fingerprint"/>
    public string Fingerprint => Data.Fingerprint;

    /// <inheritdoc cref="DigitDataset.Image"/>
    public ReadOnlySpan<byte> Image(int index) => Data.Image(index);

    /// <inheritdoc cref="DigitDataset.Label"/>
    public int Label(int index) => Data.Label(index);

    /// <summary>The images as a data set, which only code that measures or reports may see.</summary>
    internal DigitDataset Data { get; }
}
