using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Prediction;

namespace MlNetDigits.Tests.Persistence;

public class OnnxRoundTripTests
{
    public static TheoryData<string> Texts => new(SampleNetworks.Texts);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Import_GivesTheSameLayersBitForBit_WhenExported(string text)
    {
        IReadOnlyList<TrainedLayer> before = SampleNetworks.Layers(text);
        byte[] onnx = OnnxWriter.Write(OnnxExporter.Export(new(before)));

        IReadOnlyList<TrainedLayer> after = OnnxImporter.Import(OnnxReader.Read(onnx, "m"), "m").Members.Single().Layers;

        Assert.Equal(before.Select(Describe), after.Select(Describe));
        Assert.Equal(before.Select(Weights), after.Select(Weights));
        Assert.Equal(onnx, OnnxWriter.Write(OnnxExporter.Export(new(after))));
    }

    [Fact]
    public void Import_GivesAllMembersAndTheTemperature_WhenExported()
    {
        TrainedNetwork before = SampleNetworks.Ensemble();
        byte[] onnx = OnnxWriter.Write(OnnxExporter.Export(before));

        TrainedNetwork after = OnnxImporter.Import(OnnxReader.Read(onnx, "m"), "m");

        Assert.Equal(1.7f, after.Temperature);
        Assert.Equal(3, after.Members.Count);
        Assert.Equal(
            before.Members.SelectMany(member => member.Layers.Select(Weights)),
            after.Members.SelectMany(member => member.Layers.Select(Weights)));
        Assert.Equal(onnx, OnnxWriter.Write(OnnxExporter.Export(after)));
    }

    [Fact]
    public void Export_TakesHalfTheSpace_OfWeightsThatHalfPrecisionHolds()
    {
        TrainedNetwork network = SampleNetworks.Network("conv 8 5x5; maxpool 4; flatten; dense 40 relu; dense 10");
        TrainedNetwork halves = network.WithHalfWeights();
        byte[] onnx = OnnxWriter.Write(OnnxExporter.Export(halves));

        TrainedNetwork after = OnnxImporter.Import(OnnxReader.Read(onnx, "m"), "m");

        Assert.Equal(halves.Members.Single().Layers.Select(Weights), after.Members.Single().Layers.Select(Weights));
        Assert.NotEqual(network.Members.Single().Layers.Select(Weights), after.Members.Single().Layers.Select(Weights));
        int saved = OnnxWriter.Write(OnnxExporter.Export(network)).Length - onnx.Length;
        Assert.InRange(saved, (2 * 12_000) - 1000, 2 * 12_600);
        AssertSpecified(halves);
    }

    [Fact]
    public void WithHalfWeights_LeavesALayerAlone_WhoseWeightsAreTooLarge()
    {
        TrainedDense large = new(new(1, 1, 2), 1, [1e5f, 0.1f], [0], Relu: false);
        Assert.Same(large.Weights, ((TrainedDense)large.WithHalfWeights()).Weights);
        TrainedDense small = large with { Weights = [65504, 0.1f] };
        Assert.Equal([65504, 0.099975586f], ((TrainedDense)small.WithHalfWeights()).Weights);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Export_ComputesTheSame_WhenReadAsTheSpecificationWordsIt(string text) =>
        AssertSpecified(SampleNetworks.Network(text));

    [Fact]
    public void Export_ComputesTheSame_WhenThereAreSeveralMembersAndATemperature() => AssertSpecified(SampleNetworks.Ensemble());

    private static void AssertSpecified(TrainedNetwork network)
    {
        PredictionEngine engine = new(ModelFile.Create(network, SampleNetworks.Small));
        OnnxModel onnx = OnnxReader.Read(OnnxWriter.Write(OnnxExporter.Export(network)), "m");
        byte[] pixels = SampleNetworks.Pixels(2);

        for (int image = 0; image < 2; image++)
        {
            ReadOnlySpan<byte> one = pixels.AsSpan(image * 784, 784);
            double[] expected = OnnxReference.Run(onnx.Graph, one);
            float[] actual = engine.Predict(one).Score;
            for (int digit = 0; digit < 10; digit++)
            {
                // A wrong order moves scores by far more than this, float rounding by less.
                Assert.InRange(actual[digit], expected[digit] - 2e-5, expected[digit] + 2e-5);
            }
        }
    }

    [Fact]
    public void Import_GivesScalesBackExactly_WhateverTheyAre()
    {
        SeededRandom random = new(5);
        float[] factors = new float[20_000];
        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] = BitConverter.Int32BitsToSingle((int)random.NextUInt64());
            factors[i] = float.IsFinite(factors[i]) ? factors[i] : float.Epsilon;
        }

        (factors[0], factors[1], factors[2]) = (float.MaxValue, -float.MaxValue, -0f);
        TrainedScale scale = new(new(1, 1, factors.Length), factors, [.. factors.Reverse()], Relu: true);
        TrainedNetwork network = new([scale]);

        TrainedLayer after = OnnxImporter.Import(OnnxExporter.Export(network), "m").Members.Single().Layers.Single();

        Assert.Equal(Weights(scale), Weights(after));
        Assert.Equal(1f, OnnxExporter.Variance + OnnxExporter.Epsilon);
    }

    [Fact]
    public void Export_DeclaresWhatToolsRelyOn()
    {
        OnnxModel model = OnnxReader.Read(OnnxWriter.Write(OnnxExporter.Export(SampleNetworks.Network(SampleNetworks.Small))), "m");

        Assert.Equal((8, 13, "MlNetDigits"), (model.IrVersion, model.OpsetVersion, model.ProducerName));
        OnnxValue input = Assert.Single(model.Graph.Inputs), output = Assert.Single(model.Graph.Outputs);
        Assert.Equal("PixelValues Float N,1,28,28", $"{input.Name} {input.Type} {string.Join(',', input.Dimensions)}");
        Assert.Equal("Score Float N,10", $"{output.Name} {output.Type} {string.Join(',', output.Dimensions)}");
        Assert.Equal(["Conv", "Relu", "MaxPool", "Flatten", "Gemm", "Softmax"], model.Graph.Nodes.Select(node => node.Operator));
        Assert.Equal(["conv1.weight [3, 1, 3, 3]", "conv1.bias [3]", "dense1.weight [147, 10]", "dense1.bias [10]"],
            model.Graph.Initializers.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Dimensions)}]"));
    }

    private static string Describe(TrainedLayer layer) => layer switch
    {
        TrainedConvolution convolution => $"{convolution.Geometry} {convolution.Relu}",
        TrainedMaxPool pool => $"{pool.Geometry}",
        TrainedDense dense => $"{dense.Source} {dense.Units} {dense.Relu}",
        TrainedScale scale => $"{scale.Shape} {scale.Relu}",
        _ => layer.ToString(),
    };

    private static int[] Weights(TrainedLayer layer) =>
    [
        .. (layer switch
        {
            TrainedConvolution convolution => convolution.Weights.Concat(convolution.Biases),
            TrainedDense dense => dense.Weights.Concat(dense.Biases),
            TrainedScale scale => scale.Factors.Concat(scale.Addends),
            _ => [],
        }).Select(BitConverter.SingleToInt32Bits),
    ];
}
