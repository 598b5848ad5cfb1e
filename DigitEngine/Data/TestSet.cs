namespace DigitEngine.Data;

/// <summary>
/// Labelled images for testing a finished model. This is a type of its own so that a test set can't be passed by mistake to
/// anything that trains a model or chooses between models.
/// </summary>
public sealed class TestSet
{
    /// <summary>Sets images apart for testing.</summary>
    /// <param name="data">Images that took no part in training.</param>
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
