using DigitEngine.Kernels;
using DigitEngine.Training;

namespace MlNetDigits.Tests.Kernels;

/// <inheritdoc/>
internal sealed unsafe class SimdKernelSet<TSimd> : KernelSet
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override int Lanes => TSimd.Count;

    public override int PanelWidthOf(int columnsLeft) => TileShapes<TSimd>.WidthOf(columnsLeft);

    public override int NextRows(int rowsLeft) => TileShapes<TSimd>.NextRows(rowsLeft);

    public override void RunTile(int rows, int columns, ref Tile tile) => TileShapes<TSimd>.Run(rows, columns, ref tile);

    public override int PanelSize(int rows, int columns) => PackedMatrix.SizeOf<TSimd>(rows, columns);

    public override void Pack(float* matrix, nint stride, int rows, int columns, float* packed) =>
        PackedMatrix.Pack<TSimd>(matrix, stride, rows, columns, packed);

    public override void PackTransposed(float* matrix, nint stride, int rows, int columns, float* packed) =>
        PackedMatrix.PackTransposed<TSimd>(matrix, stride, rows, columns, packed);

    public override void ConvolutionForward(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output) =>
        Convolution.Forward<TSimd>(geometry, padded, panels, bias, relu, output);

    public override int WinogradPackedSize(ConvolutionGeometry geometry) => Winograd.PackedSize<TSimd>(geometry);

    public override void WinogradPack(ConvolutionGeometry geometry, float* weights, float* panels) =>
        Winograd.Pack<TSimd>(geometry, weights, panels);

    public override void WinogradForward(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output, float* scratch) =>
        Winograd.Forward<TSimd>(geometry, padded, panels, bias, relu, output, scratch);

    public override void SpreadThroughPool(
        ConvolutionGeometry geometry, PoolGeometry pool, float* pooledGradient, float* output, float* spread, float* biasGradient) =>
        Convolution.SpreadThroughPool<TSimd>(geometry, pool, pooledGradient, output, spread, biasGradient);

    public override void Spread(ConvolutionGeometry geometry, float* gradient, float* output, float* spread, float* biasGradient) =>
        Convolution.Spread<TSimd>(geometry, gradient, output, spread, biasGradient);

    public override void ConvolutionWeightGradient(
        ConvolutionGeometry geometry, float* padded, float* spread, bool accumulate, float* weightGradient) =>
        Convolution.WeightGradient<TSimd>(geometry, padded, spread, accumulate, weightGradient);

    public override int InputGradientPackedSize(ConvolutionGeometry geometry) =>
        DigitEngine.Kernels.ConvolutionInputGradient.PackedSize<TSimd>(geometry);

    public override void PackForInputGradient(ConvolutionGeometry geometry, float* weights, float* panels, float* turned) =>
        DigitEngine.Kernels.ConvolutionInputGradient.Pack<TSimd>(geometry, weights, panels, turned);

    public override void ConvolutionInputGradient(
        ConvolutionGeometry geometry, float* spread, float* panels, float* inputGradient, float* scratch) =>
        DigitEngine.Kernels.ConvolutionInputGradient.Compute<TSimd>(geometry, spread, panels, inputGradient, scratch);

    public override int DenseForwardItems(int outputs) => DenseLayerKernel.ForwardItems<TSimd>(outputs);

    public override int DenseInputGradientItems(int inputs) => DenseLayerKernel.InputGradientItems<TSimd>(inputs);

    public override void DenseForward(
        int item, int batch, int inputs, int outputs, float* input, float* weights, float* bias, bool relu, float* output, float* scratch) =>
        DenseLayerKernel.Forward<TSimd>(item, batch, inputs, outputs, input, weights, bias, relu, output, scratch);

    public override void DenseForwardPacked(
        int batch, int inputs, int outputs, float* input, float* panels, float* bias, bool relu, float* output) =>
        DenseLayerKernel.ForwardPacked<TSimd>(batch, inputs, outputs, input, panels, bias, relu, output);

    public override void DenseInputGradient(
        int item, int batch, int inputs, int outputs, float* outputGradient, float* weights, float* inputGradient, float* scratch) =>
        DenseLayerKernel.InputGradient<TSimd>(item, batch, inputs, outputs, outputGradient, weights, inputGradient, scratch);

    public override void DenseWeightGradient(
        int item, int batch, int inputs, int outputs, float* input, float* outputGradient, float* weightGradient, float* scratch) =>
        DenseLayerKernel.WeightGradient<TSimd>(item, batch, inputs, outputs, input, outputGradient, weightGradient, scratch);

    public override void DenseBiasGradient(int batch, int outputs, float* outputGradient, float* biasGradient) =>
        DenseLayerKernel.BiasGradient<TSimd>(batch, outputs, outputGradient, biasGradient);

    public override void PoolForward(PoolGeometry geometry, float* input, float* output) =>
        MaxPool.Forward<TSimd>(geometry, input, output);

    public override void PoolBackward(PoolGeometry geometry, float* input, float* outputGradient, float* inputGradient) =>
        MaxPool.Backward<TSimd>(geometry, input, outputGradient, inputGradient);

    public override void Add(float* values, float* sum, int count) => Elementwise.Add<TSimd>(values, sum, count);

    public override void Relu(float* values, float* result, int count) => Elementwise.Relu<TSimd>(values, result, count);

    public override void ReluGradient(float* output, float* gradient, float* result, int count) =>
        Elementwise.ReluGradient<TSimd>(output, gradient, result, count);

    public override void Sgd(
        float* weights, float* gradient, float* velocity, int count, float rate, float momentum, float decay, bool nesterov) =>
        DigitEngine.Training.Sgd.Update<TSimd>(weights, gradient, velocity, count, rate, momentum, decay, nesterov);

    public override void RmsProp(
        float* weights, float* gradient, float* square, int count, float rate, float alpha, float epsilon, float decay) =>
        DigitEngine.Training.RmsProp.Update<TSimd>(weights, gradient, square, count, rate, alpha, epsilon, decay);

    public override void Adam(float* weights, float* gradient, float* mean, float* square, int count, in AdamFactors factors) =>
        DigitEngine.Training.Adam.Update<TSimd>(weights, gradient, mean, square, count, factors);
}
