using Microsoft.ML;

namespace MlNetDigits;

/// <summary>Rows divided into parts for training, validation and test.</summary>
public sealed class DigitSplit
{
    internal DigitSplit()
    {
    }

    /// <summary>The rows to learn from.</summary>
    public required IDataView TrainSet { get; init; }

    /// <summary>The rows to calibrate the confidences with and to choose the epoch by; empty if 0 percent were asked for.</summary>
    public required IDataView ValidationSet { get; init; }

    /// <summary>The rows to measure the finished model with; empty if 0 percent were asked for.</summary>
    public required IDataView TestSet { get; init; }
}
