using DigitEngine.Kernels;
using DigitEngine.Training;

namespace MlNetDigits.Tests.Kernels;

/// <summary>
/// The kernels for one width of registers, behind virtual methods: a test takes the width as a number. Where the machine
/// has no registers of that width the run-time puts narrower ones together, so every width runs everywhere.
/// </summary>
internal abstract unsafe class KernelSet
{
    public static TheoryData<int> Widths => [16, 8, 4, 1];

    public abstract int Lanes { get; }

    public static KernelSet For(int lanes) => lanes switch
    {
        16 => new SimdKernelSet<Simd512>(),
        8 => new SimdKernelSet<Simd256>(),
        4 => new SimdKernelSet<Simd128>(),
        1 => new SimdKernelSet<SimdScalar>(),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes)),
    };

    public abstract int PanelWidthOf(int columnsLeft);

    public abstract int NextRows(int rowsLeft);

    public abstract void RunTile(int rows, int columns, ref Tile tile);

    public abstract int PanelSize(int rows, int columns);

    public abstract void Pack(float* matrix, nint stride, int rows, int columns, float* packed);

    public abstract void PackTransposed(float* matrix, nint stride, int rows, int columns, float* packed);

    public abstract void ConvolutionForward(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output);

    public abstract int WinogradPackedSize(ConvolutionGeometry geometry);

    public abstract void WinogradPack(ConvolutionGeometry geometry, float* weights, float* panels);

    public abstract void WinogradForward(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output, float* scratch);

    public abstract void SpreadThroughPool(
        ConvolutionGeometry geometry, PoolGeometry pool, float* pooledGradient, float* output, float* spread, float* biasGradient);

    public abstract void Spread(ConvolutionGeometry geometry, float* gradient, float* output, float* spread, float* biasGradient);

    public abstract void ConvolutionWeightGradient(
        ConvolutionGeometry geometry, float* padded, float* spread, bool accumulate, float* weightGradient);

    public abstract int InputGradientPackedSize(ConvolutionGeometry geometry);

    public abstract void PackForInputGradient(ConvolutionGeometry geometry, float* weights, float* panels, float* turned);

    public abstract void ConvolutionInputGradient(
        ConvolutionGeometry geometry, float* spread, float* panels, float* inputGradient, float* scratch);

    public abstract int DenseForwardItems(int outputs);

    public abstract int DenseInputGradientItems(int inputs);

    public abstract void DenseForward(
        int item, int batch, int inputs, int outputs, float* input, float* weights, float* bias, bool relu, float* output, float* scratch);

    public abstract void DenseForwardPacked(
        int batch, int inputs, int outputs, float* input, float* panels, float* bias, bool relu, float* output);

    public abstract void DenseInputGradient(
        int item, int batch, int inputs, int outputs, float* outputGradient, float* weights, float* inputGradient, float* scratch);

    public abstract void DenseWeightGradient(
        int item, int batch, int inputs, int outputs, float* input, float* outputGradient, float* weightGradient, float* scratch);

    public abstract void DenseBiasGradient(int batch, int outputs, float* outputGradient, float* biasGradient);

    public abstract void PoolForward(PoolGeometry geometry, float* input, float* output);

    public abstract void PoolBackward(PoolGeometry geometry, float* input, float* outputGradient, float* inputGradient);

    public abstract void Add(float* values, float* sum, int count);

    public abstract void Relu(float* values, float* result, int count);

    public abstract void ReluGradient(float* output, float* gradient, float* result, int count);

    public abstract void Sgd(
        float* weights, float* gradient, float* velocity, int count, float rate, float momentum, float decay, bool nesterov);

    public abstract void RmsProp(
        float* weights, float* gradient, float* square, int count, float rate, float alpha, float epsilon, float decay);

    public abstract void Adam(float* weights, float* gradient, float* mean, float* square, int count, in AdamFactors factors);
}
