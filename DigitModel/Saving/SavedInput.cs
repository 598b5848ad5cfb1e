using DigitEngine.Data;
using Microsoft.ML.Data;

namespace MlNetDigits.Saving;

/// <summary>The columns that <see cref="ScoreMapping"/> needs.</summary>
public sealed class SavedInput
{
    /// <summary>784 pixels.</summary>
    [ColumnName(SavedChain.Pixels)]
    [VectorType(DigitImage.PixelCount)]
    public VBuffer<float> Pixels { get; set; }

    /// <summary>The model as text.</summary>
    [ColumnName(SavedChain.Model)]
    public ReadOnlyMemory<char> Model { get; set; }

    /// <summary>Memory for the pixels as grey values: ML.NET has one of these objects for each cursor.</summary>
    internal float[] Grey { get; } = new float[DigitImage.PixelCount];

    /// <summary>How many rows there were.</summary>
    internal long Row { get; set; }
}
