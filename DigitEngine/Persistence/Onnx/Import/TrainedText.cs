using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// Trained layers as the text of a network definition. A definition can't express padding that differs from side to side, so that
/// is written as <c>pad TOP,LEFT,BOTTOM,RIGHT</c>.
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
