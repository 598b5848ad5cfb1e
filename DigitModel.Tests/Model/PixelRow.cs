using Microsoft.ML.Data;

namespace MlNetDigits.Tests.Model;

/// <summary>A row of the sample, with columns besides that predictions have to leave alone.</summary>
internal sealed class PixelRow
{
    [VectorType(784)]
    public float[] PixelValues { get; set; } = [];

    public float Label { get; set; }

    public int Number { get; set; }

    public string Name { get; set; } = "";
}
