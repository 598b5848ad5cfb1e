using Microsoft.ML;

namespace MlNetDigits;

/// <summary>Rows divided into the parts to train on, to choose by, and to test with.</summary>
public sealed class DigitSplit
{
    internal DigitSplit()
    {
    }

    /// <summary>The rows to learn from.</summary>
    public required IDataView TrainSet { get; init; }

    /// <summary>The rows that calibrate the confidences, and choose the epoch to keep; empty if 0 percent were asked for.</summary>
    public required IDataView ValidationSet { get; init; }

    /// <summary>The rows to measure the finished model with; empty if 0 percent were asked for.</summary>
    public required IDataView TestSet { get; init; }
}
