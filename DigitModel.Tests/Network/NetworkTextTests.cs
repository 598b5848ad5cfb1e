using DigitEngine;
using DigitEngine.Network;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Network;

public class NetworkTextTests
{
    private const string Kinds = "conv, maxpool, dense, batchnorm, dropout, flatten or relu";

    [Fact]
    public void Parse_ReadsWhatToStringWrites() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            SeededRandom random = new((ulong)seed);
            LayerDefinition[] layers = [.. Enumerable.Range(0, 1 + random.NextInt32(6)).Select(_ => RandomLayer(ref random))];
            Assert.Equal(layers, NetworkText.Parse(string.Join("; ", layers.Select(layer => layer.ToString()))));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("conv 32 3x3", "conv 32 3x3")]
    [InlineData("  conv\t32   3  stride 2x2 valid  relu ", "conv 32 3x3 stride 2 relu")]
    [InlineData("conv 8 5x3 stride 1x2 same", "conv 8 5x3 stride 1x2 same")]
    [InlineData("conv 8 5x3 pad 2x1", "conv 8 5x3 pad 2x1")]
    [InlineData("conv 8 3 pad 1", "conv 8 3x3 pad 1")]
    [InlineData("conv 8 3 pad 0", "conv 8 3x3")]
    [InlineData("maxpool 2", "maxpool 2")]
    [InlineData("maxpool 2 stride 2", "maxpool 2")]
    [InlineData("maxpool 3x2 stride 3x2", "maxpool 3x2")]
    [InlineData("maxpool 2 stride 1", "maxpool 2 stride 1")]
    [InlineData("dense 10 relu;", "dense 10 relu")]
    [InlineData("batchnorm relu;relu;flatten;batchnorm", "batchnorm relu; relu; flatten; batchnorm")]
    [InlineData("dropout 0.5", "dropout 0.5")]
    [InlineData("dropout .25", "dropout 0.25")]
    [InlineData("dropout 0.00001", "dropout 1E-05")]
    public void Parse_ReadsEachForm(string text, string written) =>
        Assert.Equal(written, string.Join("; ", NetworkText.Parse(text)));

    [Fact]
    public void Parse_TakesStrideAndPaddingRowsFirst()
    {
        ConvolutionDefinition layer = (ConvolutionDefinition)NetworkText.Parse("conv 7 5x4 stride 3x2 pad 2x1 relu")[0];
        Assert.Equal(
            new ConvolutionDefinition(7, 5, 4) { StrideY = 3, StrideX = 2, Padding = Padding.Of(2, 1), Relu = true }, layer);
        Assert.Equal(new MaxPoolDefinition(3, 2, 2, 1), NetworkText.Parse("maxpool 3x2 stride 2x1")[0]);
    }

    [Theory]
    [InlineData("", "network: there are no layers; expected " + Kinds + ", separated by semicolons")]
    [InlineData(" ", "network: there are no layers; expected " + Kinds + ", separated by semicolons")]
    [InlineData("; dense 10", "network, layer 1 '': expected " + Kinds + ", found the end of the layer")]
    [InlineData("flatten;; dense 10", "network, layer 2 '': expected " + Kinds + ", found the end of the layer")]
    [InlineData("Conv 3 3x3", "network, layer 1 'Conv 3 3x3': expected " + Kinds + ", found 'Conv'")]
    [InlineData("flatten; softmax", "network, layer 2 'softmax': expected " + Kinds + ", found 'softmax'")]
    [InlineData("conv", "network, layer 1 'conv': expected the number of filters, found the end of the layer")]
    [InlineData("conv 3x3", "network, layer 1 'conv 3x3': expected the number of filters, found '3x3'")]
    [InlineData("conv -3 3x3", "network, layer 1 'conv -3 3x3': expected the number of filters, found '-3'")]
    [InlineData("conv 3", "network, layer 1 'conv 3': expected a kernel such as 3x3, found the end of the layer")]
    [InlineData("conv 3 3x3x3", "network, layer 1 'conv 3 3x3x3': expected a kernel such as 3x3, found '3x3x3'")]
    [InlineData("conv 3 3x", "network, layer 1 'conv 3 3x': expected a kernel such as 3x3, found '3x'")]
    [InlineData("conv 3 3 stride", "network, layer 1 'conv 3 3 stride': expected a stride such as 2 or 2x1, found the end of the layer")]
    [InlineData("conv 3 3 pad same", "network, layer 1 'conv 3 3 pad same': expected a padding such as 1 or 1x2, found 'same'")]
    [InlineData("conv 3 3 same pad 1", "network, layer 1 'conv 3 3 same pad 1': expected the end of the layer, found 'pad'")]
    [InlineData("conv 3 3 relu stride 2", "network, layer 1 'conv 3 3 relu stride 2': expected the end of the layer, found 'stride'")]
    [InlineData("maxpool", "network, layer 1 'maxpool': expected a window such as 2 or 3x2, found the end of the layer")]
    [InlineData("maxpool 2 stride x", "network, layer 1 'maxpool 2 stride x': expected a stride such as 2 or 2x1, found 'x'")]
    [InlineData("dense", "network, layer 1 'dense': expected the number of units, found the end of the layer")]
    [InlineData("dense 1e3", "network, layer 1 'dense 1e3': expected the number of units, found '1e3'")]
    [InlineData("dense 1000001", "network, layer 1 'dense 1000001': expected the number of units, found '1000001'")]
    [InlineData("dense 10 sigmoid", "network, layer 1 'dense 10 sigmoid': expected the end of the layer, found 'sigmoid'")]
    [InlineData("dropout", "network, layer 1 'dropout': expected a rate such as 0.5, found the end of the layer")]
    [InlineData("dropout half", "network, layer 1 'dropout half': expected a rate such as 0.5, found 'half'")]
    [InlineData("dropout 0,5", "network, layer 1 'dropout 0,5': expected a rate such as 0.5, found '0,5'")]
    [InlineData("relu relu", "network, layer 1 'relu relu': expected the end of the layer, found 'relu'")]
    [InlineData("dense\n10 x", "network, layer 1 'dense 10 x': expected the end of the layer, found 'x'")]
    [InlineData(
        "dense 123456789012345678901234567890123456789012345",
        "network, layer 1 'dense 1234567890123456789012345678901234…': expected the number of units, found '1234567890123456789012345678901234567890…'")]
    public void Parse_SaysInOneLineWhatWasExpected_WhenTheTextIsNoNetwork(string text, string message) =>
        Assert.Equal(message, Assert.Throws<NetworkDefinitionException>(() => NetworkDefinition.Parse(text)).Message);

    [Fact]
    public void Parse_RefusesAnEndlessText() =>
        Assert.Equal(
            "network: the text is longer than 10000 characters",
            Assert.Throws<NetworkDefinitionException>(() => NetworkDefinition.Parse(new string('x', 10_001))).Message);

    [Theory]
    [InlineData("dense 10", "network, layer 1 'dense 10': a dense layer needs a vector, not 28x28x1: put flatten before it")]
    [InlineData("flatten; dense 0", "network, layer 2 'dense 0': units must be 1 to 65536")]
    [InlineData("flatten; dense 65537", "network, layer 2 'dense 65537': units must be 1 to 65536")]
    [InlineData("conv 0 3x3", "network, layer 1 'conv 0 3x3': filters must be 1 to 4096")]
    [InlineData("conv 4097 1x1", "network, layer 1 'conv 4097 1x1': filters must be 1 to 4096")]
    [InlineData("conv 3 0x3", "network, layer 1 'conv 3 0x3': kernel sides must be 1 to 64")]
    [InlineData("conv 3 3x65", "network, layer 1 'conv 3 3x65': kernel sides must be 1 to 64")]
    [InlineData("conv 3 3x3 stride 0", "network, layer 1 'conv 3 3x3 stride 0': strides must be 1 to 64")]
    [InlineData("conv 3 3x3 stride 1x65", "network, layer 1 'conv 3 3x3 stride 1x65': strides must be 1 to 64")]
    [InlineData("conv 3 3x3 pad 3x1", "network, layer 1 'conv 3 3x3 pad 3x1': padding must be smaller than the kernel")]
    [InlineData("conv 3 29x3", "network, layer 1 'conv 3 29x3': the kernel is larger than its input of 28x28x1")]
    [InlineData("conv 3 3x31 pad 1", "network, layer 1 'conv 3 3x31 pad 1': the kernel is larger than its input of 28x28x1")]
    [InlineData("maxpool 0", "network, layer 1 'maxpool 0': window and stride must be at least 1")]
    [InlineData("maxpool 2 stride 1x0", "network, layer 1 'maxpool 2 stride 1x0': window and stride must be at least 1")]
    [InlineData("maxpool 14; maxpool 3x2", "network, layer 2 'maxpool 3x2': the window is larger than its input of 2x2x1")]
    [InlineData("dropout 1", "network, layer 1 'dropout 1': the rate must be at least 0 and below 1")]
    [InlineData("dropout NaN", "network, layer 1 'dropout NaN': the rate must be at least 0 and below 1")]
    [InlineData("flatten", "network: the last layer must give 10 values (dense 10), not 1x1x784")]
    [InlineData("flatten; dense 11", "network: the last layer must give 10 values (dense 10), not 1x1x11")]
    [InlineData(
        "conv 4096 1x1 same; conv 4096 3x3",
        "network, layer 2 'conv 4096 3x3': the network grows too large (at most 67,108,864 parameters)")]
    [InlineData(
        "flatten; dense 65536; dense 65536",
        "network, layer 3 'dense 65536': the network grows too large (at most 67,108,864 parameters)")]
    public void Parse_NamesTheLayer_WhenTheLayersDoNotFit(string text, string message) =>
        Assert.Equal(message, Assert.Throws<NetworkDefinitionException>(() => NetworkDefinition.Parse(text)).Message);

    [Fact]
    public void Constructor_CountsShapesAndParameters()
    {
        NetworkDefinition network = NetworkDefinition.Parse(
            "conv 8 5x3 stride 2x1 pad 1x0 relu; batchnorm; maxpool 3x2; dropout 0.5; relu; flatten; dense 10");
        Assert.Equal(
            [new(13, 26, 8), new(13, 26, 8), new(4, 13, 8), new(4, 13, 8), new(4, 13, 8), new(1, 1, 416), new(1, 1, 10)],
            Enumerable.Range(0, 7).Select(network.OutputOf));
        Assert.Equal((5 * 3 * 8) + 8 + 16 + (416 * 10) + 10, network.ParameterCount);
        Assert.Equal(
            "conv 8 5x3 stride 2x1 pad 1x0 relu; batchnorm; maxpool 3x2; dropout 0.5; relu; flatten; dense 10", network.ToString());
    }

    private static LayerDefinition RandomLayer(ref SeededRandom random)
    {
        bool relu = random.NextInt32(2) == 0;
        switch (random.NextInt32(7))
        {
            case 0:
                Padding padding = random.NextInt32(3) switch
                {
                    0 => Padding.Same,
                    1 => Padding.Of(random.NextInt32(4), random.NextInt32(4)),
                    _ => Padding.Valid,
                };
                return new ConvolutionDefinition(1 + random.NextInt32(99), 1 + random.NextInt32(5), 1 + random.NextInt32(5))
                {
                    StrideY = 1 + random.NextInt32(3),
                    StrideX = 1 + random.NextInt32(3),
                    Padding = padding,
                    Relu = relu,
                };
            case 1:
                return new MaxPoolDefinition(
                    1 + random.NextInt32(3), 1 + random.NextInt32(3), 1 + random.NextInt32(3), 1 + random.NextInt32(3));
            case 2:
                return new DenseDefinition(1 + random.NextInt32(999)) { Relu = relu };
            case 3:
                return new BatchNormDefinition { Relu = relu };
            case 4:
                return new DropoutDefinition(random.NextSingle() * MathF.Pow(10, -random.NextInt32(12)));
            case 5:
                return new FlattenDefinition();
            default:
                return new ReluDefinition();
        }
    }
}
