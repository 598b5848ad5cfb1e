using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// A trained network's layers in the words of a network's definition. Zeros that differ from side to side have no word there, and
/// are written as <c>pad TOP,LEFT,BOTTOM,RIGHT</c>.
/// </summary>
internal static class TrainedText
{
    public static string Of(IEnumerable<TrainedLayer> layers)
    {
        List<string> texts = [];
        Shape? shape = null;
        foreach (TrainedLayer layer in layers)
        {
            bool isVector = layer is TrainedDense || (shape is Shape before && before != layer.Input);
            if (isVector && (shape ?? new(28, 28, 1)) is { Height: > 1 } or { Width: > 1 })
            {
                texts.Add("flatten");
            }

            texts.Add(layer.ToText());
            shape = layer.Output;
        }

        return string.Join("; ", texts);
    }
}
