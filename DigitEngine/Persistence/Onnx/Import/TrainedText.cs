using DigitEngine.Kernels;
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

            texts.Add(Of(layer));
            shape = layer.Output;
        }

        return string.Join("; ", texts);
    }

    private static string Of(TrainedLayer layer) => layer switch
    {
        TrainedConvolution convolution => Of(convolution.Geometry, convolution.Relu),
        TrainedDense dense => (new DenseDefinition(dense.Units) { Relu = dense.Relu }).ToString(),
        TrainedScale scale => (new BatchNormDefinition { Relu = scale.Relu }).ToString(),
        TrainedMaxPool { Geometry: PoolGeometry sizes } =>
            new MaxPoolDefinition(sizes.WindowHeight, sizes.WindowWidth, sizes.StrideY, sizes.StrideX).ToString(),
        _ => new ReluDefinition().ToString(),
    };

    private static string Of(ConvolutionGeometry sizes, bool relu)
    {
        ConvolutionDefinition definition = new(sizes.OutputChannels, sizes.KernelHeight, sizes.KernelWidth)
        {
            StrideY = sizes.StrideY,
            StrideX = sizes.StrideX,
            Padding = sizes.PadTop == sizes.PadBottom && sizes.PadLeft == sizes.PadRight
                ? Padding.Of(sizes.PadTop, sizes.PadLeft)
                : Padding.Same,
            Relu = relu,
        };
        return definition.Padding.IsOf(sizes)
            ? definition.ToString()
            : FormattableString.Invariant(
                $"{definition with { Padding = Padding.Valid, Relu = false }} pad {sizes.PadTop},{sizes.PadLeft},{sizes.PadBottom},{sizes.PadRight}")
                + (relu ? " relu" : "");
    }
}
