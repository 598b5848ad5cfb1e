using System.Globalization;
using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <inheritdoc/>
internal sealed class LayerFactory<TSimd> : LayerFactory
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override Layer Create(
        LayerDefinition definition, int place, LayerBuffer input, LayerBuffer output, ParameterStore store, int batchSize)
    {
        int pieces = Batch.PiecesOf(batchSize);
        string Name(string kind) => string.Create(CultureInfo.InvariantCulture, $"{place + 1}.{kind}");
        return definition switch
        {
            ConvolutionDefinition d =>
                new ConvolutionLayer<TSimd>(d.Geometry(input.Shape), d.Relu, input, output, store, Name("conv"), pieces),
            MaxPoolDefinition d => new MaxPoolLayer<TSimd>(d.Geometry(input.Shape), input, output),
            DenseDefinition d => new DenseLayer<TSimd>(d.Relu, input, output, store, Name("dense"), batchSize),
            BatchNormDefinition d => new BatchNormLayer<TSimd>(d.Relu, input, output, store, Name("batchnorm"), pieces),
            DropoutDefinition d => new DropoutLayer(d.Rate, (ulong)place, input, output),
            ReluDefinition => new ReluLayer<TSimd>(input, output),
            _ => throw new ArgumentException($"No layer is made of {definition.GetType().Name}.", nameof(definition)),
        };
    }

    public override void Sum(PieceGradients gradients, int pieces, int chunk) => gradients.Sum<TSimd>(pieces, chunk);
}
