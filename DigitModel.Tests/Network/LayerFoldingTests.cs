using DigitEngine.Kernels;
using DigitEngine.Network;

namespace MlNetDigits.Tests.Network;

public class LayerFoldingTests
{
    [Fact]
    public void Fold_LeavesTheScaleAlone_WhenTheConvolutionIsFlattenedBeforeIt()
    {
        ConvolutionGeometry sizes = new()
        {
            InputHeight = 3,
            InputWidth = 4,
            InputChannels = 1,
            OutputChannels = 2,
            KernelHeight = 2,
            KernelWidth = 2,
        };
        float[] biases = [1, 2];
        TrainedConvolution convolution = new(sizes, [1, 2, 3, 4, 5, 6, 7, 8], biases, Relu: false);
        TrainedScale perValue = new(new(1, 1, 12), [.. Enumerable.Range(1, 12)], new float[12], Relu: false);
        TrainedScale perChannel = new(new(2, 3, 2), [10, 100], [1, 1], Relu: false);

        Assert.Equal([convolution, perValue], LayerFolding.Fold([convolution, perValue]));

        TrainedConvolution folded = Assert.IsType<TrainedConvolution>(Assert.Single(LayerFolding.Fold([convolution, perChannel])));
        Assert.Equal([10, 200, 30, 400, 50, 600, 70, 800], folded.Weights);
        Assert.Equal([11, 201], folded.Biases);
    }
}
