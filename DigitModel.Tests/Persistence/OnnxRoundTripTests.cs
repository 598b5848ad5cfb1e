using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;
using DigitEngine.Prediction;

namespace MlNetDigits.Tests.Persistence;

/// <summary>The graph that any reader of ONNX takes, and the one in a model file: both give their network back, to the bit.</summary>
public class OnnxRoundTripTests
{
    public static TheoryData<string> Texts => new(SampleNetworks.Texts);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Import_GivesTheSameLayersBitForBit_WhenExported(string text)
    {
        IReadOnlyList<TrainedLayer> before = SampleNetworks.Layers(text);
        byte[] onnx = Portable(new(before));

        AssertSame(new(before), FromPortable(onnx));
        Assert.Equal(onnx, Portable(FromPortable(onnx)));
        AssertSame(new(before), FromModelFile(new(before)));
    }

    [Fact]
    public void Import_GivesAllMembersAndTheTemperature_WhenExported()
    {
        TrainedNetwork before = SampleNetworks.Ensemble();
        byte[] onnx = Portable(before);

        TrainedNetwork portable = FromPortable(onnx), inFile = FromModelFile(before);

        Assert.Equal((1.7f, 1.7f, 0.25f), (portable.Temperature, inFile.Temperature, inFile.DigitThreshold));
        Assert.Equal((3, 3), (portable.Members.Count, inFile.Members.Count));
        Assert.Equal(Weights(before), Weights(portable));
        Assert.Equal(Weights(before), Weights(inFile));
        Assert.Equal(onnx, Portable(portable));
    }

    /// <summary>Layers that could be taken for something else: one scale after another, and a last one that is the same factor for all.</summary>
    [Fact]
    public void ModelFile_GivesScalesBack_ThatCouldBeMergedOrTakenForATemperature()
    {
        TrainedDense dense = new(new(1, 1, 784), 10, [.. Enumerable.Range(0, 7840).Select(i => i % 13 / 100f)], new float[10], Relu: true);
        TrainedScale first = new(new(1, 1, 10), [.. Enumerable.Range(1, 10).Select(i => i / 7f)], [.. Enumerable.Range(1, 10).Select(i => i / 9f)], Relu: false);
        TrainedScale twice = new(new(1, 1, 10), [.. Enumerable.Repeat(2f, 10)], new float[10], Relu: false);
        TrainedNetwork before = new TrainedNetwork([dense, first, twice]).With(temperature: 1.5f, digitThreshold: 3);

        TrainedNetwork after = FromModelFile(before);

        AssertSame(before, after);
        Assert.Equal((1.5f, 3f), (after.Temperature, after.DigitThreshold));
    }

    [Fact]
    public void ModelFile_TakesHalfTheSpace_OfWeightsThatHalfPrecisionHolds()
    {
        TrainedNetwork network = SampleNetworks.Network("conv 8 5x5; maxpool 4; flatten; dense 40 relu; dense 10");
        TrainedNetwork halves = network.WithHalfWeights();

        TrainedNetwork after = FromModelFile(halves);

        Assert.Equal(Weights(halves), Weights(after));
        Assert.NotEqual(Weights(network), Weights(after));
        int saved = SampleNetworks.Bytes(ModelFile.Create(network, "")).Length - SampleNetworks.Bytes(ModelFile.Create(halves, "")).Length;
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
    public void Graphs_ComputeTheSame_WhenReadAsTheSpecificationWordsIt(string text) => AssertSpecified(SampleNetworks.Network(text));

    [Fact]
    public void Graphs_ComputeTheSame_WhenThereAreSeveralMembersATemperatureAndAThreshold()
    {
        AssertSpecified(SampleNetworks.Ensemble());
        AssertSpecified(SampleNetworks.Ensemble().With(temperature: 0.6f, digitThreshold: 100));
    }

    private static void AssertSpecified(TrainedNetwork network)
    {
        ModelFile file = ModelFile.Create(network, SampleNetworks.Small);
        PredictionEngine engine = new(file);
        OnnxGraph portable = OnnxReader.Read(Portable(network), "m").Graph;
        OnnxGraph inFile = OnnxReader.Read(ZipText.Onnx(SampleNetworks.Bytes(file)), "m").Graph;
        byte[] pixels = SampleNetworks.Pixels(2);

        for (int image = 0; image < 2; image++)
        {
            byte[] one = pixels[(image * 784)..((image + 1) * 784)];
            ModelOutput actual = engine.Predict(one);
            double[] scores = OnnxReference.Run(portable, Array.ConvertAll(one, pixel => (double)(pixel / 255f)), 1, 1, 28, 28)["Score"];
            Dictionary<string, double[]> all = OnnxReference.Run(inFile, Array.ConvertAll(one, pixel => (double)pixel), 1, 784);
            for (int digit = 0; digit < 10; digit++)
            {
                // A wrong order moves scores by far more than this, float rounding by less.
                Assert.InRange(actual.Score[digit], scores[digit] - 2e-5, scores[digit] + 2e-5);
                Assert.InRange(actual.Score[digit], all["digits.Scores"][digit] - 2e-5, all["digits.Scores"][digit] + 2e-5);
                Assert.Equal(digit == actual.PredictedLabel ? 1 : 0, all["digits.Digit"][digit]);
            }

            Assert.Equal(actual.DigitScore, all["digits.DigitScore"].Single(), 1e-3);
            Assert.Equal(actual.IsDigit ? [0, 1] : [1, 0], all["digits.IsDigit"]);
        }
    }

    [Fact]
    public void Import_GivesScalesBackExactly_WhateverTheyAre()
    {
        SeededRandom random = new(5);
        float[] factors = new float[784];
        foreach (int round in Enumerable.Range(0, 26))
        {
            for (int i = 0; i < factors.Length; i++)
            {
                factors[i] = BitConverter.Int32BitsToSingle((int)random.NextUInt64());
                factors[i] = float.IsFinite(factors[i]) ? factors[i] : float.Epsilon;
            }

            (factors[0], factors[1], factors[2]) = (float.MaxValue, -float.MaxValue, -0f);
            TrainedScale scale = new(new(1, 1, factors.Length), [.. factors], [.. factors.Reverse()], Relu: true);
            TrainedNetwork network = new([scale, new TrainedDense(new(1, 1, 784), 10, new float[7840], new float[10], Relu: false)]);

            Assert.Equal(Weights(network), Weights(FromPortable(Portable(network))));
            Assert.Equal(Weights(network), Weights(FromModelFile(network)));
        }

        Assert.Equal(1f, OnnxExporter.Variance + OnnxExporter.Epsilon);
    }

    [Fact]
    public void Export_DeclaresWhatToolsRelyOn()
    {
        OnnxModel model = OnnxReader.Read(Portable(SampleNetworks.Network(SampleNetworks.Small)), "m");

        Assert.Equal((8, 13, "MlNetDigits"), (model.IrVersion, model.OpsetVersion, model.ProducerName));
        OnnxValue input = Assert.Single(model.Graph.Inputs), output = Assert.Single(model.Graph.Outputs);
        Assert.Equal("PixelValues Float N,1,28,28", $"{input.Name} {input.Type} {string.Join(',', input.Dimensions)}");
        Assert.Equal("Score Float N,10", $"{output.Name} {output.Type} {string.Join(',', output.Dimensions)}");
        Assert.Equal(["Conv", "Relu", "MaxPool", "Flatten", "Gemm", "Softmax"], model.Graph.Nodes.Select(node => node.Operator));
        Assert.Equal(["conv1.weight [3, 1, 3, 3]", "conv1.bias [3]", "dense1.weight [10, 147]", "dense1.bias [10]"],
            model.Graph.Initializers.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Dimensions)}]"));
    }

    private static byte[] Portable(TrainedNetwork network) => OnnxWriter.Write(OnnxExporter.Export(network));

    private static TrainedNetwork FromPortable(byte[] onnx) => OnnxImporter.ToNetwork(OnnxReader.Read(onnx, "m"), "m", new());

    private static TrainedNetwork FromModelFile(TrainedNetwork network) =>
        ModelFile.Load(new MemoryStream(SampleNetworks.Bytes(ModelFile.Create(network, "")))).Network;

    private static void AssertSame(TrainedNetwork expected, TrainedNetwork actual)
    {
        Assert.Equal(expected.Members.SelectMany(Describe), actual.Members.SelectMany(Describe));
        Assert.Equal(Weights(expected), Weights(actual));
    }

    private static IEnumerable<string> Describe(TrainedMember member) => member.Layers.Select(layer => layer switch
    {
        TrainedConvolution convolution => $"{convolution.Geometry} {convolution.Relu}",
        TrainedMaxPool pool => $"{pool.Geometry}",
        TrainedDense dense => $"{dense.Source} {dense.Units} {dense.Relu}",
        TrainedScale scale => $"{scale.Shape} {scale.Relu}",
        _ => layer.ToString(),
    });

    private static IEnumerable<int[]> Weights(TrainedNetwork network) => network.Members.SelectMany(member => member.Layers).Select(layer => (int[])
    [
        .. (layer switch
        {
            TrainedConvolution convolution => convolution.Weights.Concat(convolution.Biases),
            TrainedDense dense => dense.Weights.Concat(dense.Biases),
            TrainedScale scale => scale.Factors.Concat(scale.Addends),
            _ => [],
        }).Select(BitConverter.SingleToInt32Bits),
    ]);
}
