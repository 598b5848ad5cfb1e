using System.Text.Json;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Persistence;

/// <summary>Whatever a model is made of comes back as it was, to the bit.</summary>
public class RoundTripPropertyTests
{
    private const int Cases = 40;

    /// <summary>Characters that JSON, Markdown and line readers may stumble over, and some of two to four bytes in UTF-8.</summary>
    private static readonly string[] Letters =
        ["a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\0", "\u007f", "\u2028", "<", ">", "&", "'", "|", "`", "#", "é", "同", "😀", "{", "}", "%"];

    private static Gen<string> Text => Gen.Choose(0, 12).SelectMany(length => Gen.Elements(Letters).ArrayOf(length)).Select(string.Concat);

    private static Gen<double> Number => Gen.OneOf(
        Gen.Elements(0, -0.0, 1, 0.1, 1e-300, double.Epsilon, double.MaxValue, double.MinValue, Math.PI),
        Gen.Choose(int.MinValue, int.MaxValue).Select(value => value / 977.0));

    [Fact]
    public void Manifest_IsReadAsItWasWritten()
    {
        Gen<ModelManifest> manifests =
            from training in Training
            from architecture in Text
            from calibration in Gen.OneOf(Gen.Constant<ModelCalibration?>(null), Calibration)
            from metrics in Gen.OneOf(Gen.Constant<ModelMetrics?>(null), Metrics)
            from hasTraining in Gen.Elements(true, false)
            from parameters in Gen.Choose(0, int.MaxValue)
            select new ModelManifest
            {
                FormatVersion = ModelManifest.CurrentFormatVersion,
                CreatedBy = "test",
                Labels = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
                Preprocessing = ModelPreprocessing.Unit,
                Architecture = architecture,
                ParameterCount = parameters * 5L,
                Training = hasTraining ? training : null,
                Metrics = metrics,
                Calibration = calibration,
                Files = new Dictionary<string, string> { [ModelFile.OnnxName] = "00" },
            };
        Prop.ForAll(manifests.ToArbitrary(), before =>
        {
            byte[] bytes = ManifestJson.Write(before);
            using JsonDocument json = JsonDocument.Parse(bytes);
            ModelManifest after = ManifestJson.Read(json.RootElement);

            Assert.Equal(bytes, ManifestJson.Write(after));
            Assert.Equal(before.Training?.HyperParameters, after.Training?.HyperParameters);
            Assert.Equal(before.Labels, after.Labels);
            Assert.Equal(before.Files, after.Files);
            Assert.Equal(Plain(before), Plain(after));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Model_IsLoadedAsItWasSaved() => Prop.ForAll(Networks.Zip(Training).ToArbitrary(), pair =>
    {
        ((string text, TrainedNetwork network), ModelTraining training) = pair;
        ModelFile before = ModelFile.Create(network, text, training, SampleNetworks.Metrics());
        byte[] bytes = SampleNetworks.Bytes(before);
        ModelFile after = ModelFile.Load(new MemoryStream(bytes));

        Assert.Equal(bytes, SampleNetworks.Bytes(after));
        Assert.Equal(before.ModelCard, after.ModelCard);
        Assert.Equal(before.Manifest.Training!.HyperParameters, after.Manifest.Training!.HyperParameters);
        Assert.Equal(Plain(before.Manifest), Plain(after.Manifest));
        Assert.Equal((network.Temperature, network.DigitThreshold), (after.Network.Temperature, after.Network.DigitThreshold));
        Assert.Equal(Weights(network), Weights(after.Network));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    [Fact]
    public void Onnx_IsImportedAsItWasExported() => Prop.ForAll(Networks.ToArbitrary(), pair =>
    {
        byte[] onnx = OnnxWriter.Write(OnnxExporter.Export(pair.Network));
        TrainedNetwork after = OnnxImporter.ToNetwork(OnnxReader.Read(onnx, "m"), "m", new());

        Assert.Equal(onnx, OnnxWriter.Write(OnnxExporter.Export(after)));
        Assert.Equal(pair.Network.Temperature, after.Temperature);
        Assert.Equal(pair.Network.Members.Count, after.Members.Count);
        Assert.Equal(Weights(pair.Network), Weights(after));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    /// <summary>One to three networks in one, of any weights that are finite, calibrated or not.</summary>
    private static Gen<(string Text, TrainedNetwork Network)> Networks =>
        from count in Gen.Choose(1, 3)
        from texts in Gen.Elements(SampleNetworks.Texts.ToArray()).ArrayOf(count)
        from seed in Gen.Choose(0, int.MaxValue)
        from halves in Gen.Elements(true, false)
        from temperature in Gen.Elements(1f, 0.37f, 1.7f)
        from threshold in Gen.Elements(float.NegativeInfinity, -3.5f, 12.25f)
        select (texts[0], Network(texts, (ulong)seed, halves).With(float.IsFinite(threshold) ? temperature : 1, threshold));

    private static Gen<ModelCalibration?> Calibration =>
        from temperature in Gen.Choose(1, 1000)
        from threshold in Gen.Choose(-1000, 1000)
        select (ModelCalibration?)new ModelCalibration(temperature / 77f, threshold / 77f);

    private static Gen<ModelMetrics?> Metrics =>
        from count in Gen.Choose(1, int.MaxValue)
        from numbers in Number.ArrayOf(4)
        from defined in Gen.Elements(true, false)
        select (ModelMetrics?)new ModelMetrics(count, numbers[0], numbers[1], numbers[2], defined ? numbers[3] : null);

    private static Gen<ModelTraining> Training =>
        from texts in Text.ArrayOf(8)
        from counts in Gen.Choose(0, int.MaxValue).ArrayOf(7)
        from numbers in Number.ArrayOf(2)
        from known in Gen.Elements(true, false)
        from pairs in Text.Zip(Text).ListOf()
        select new ModelTraining
        {
            DataFile = known ? texts[0] : null,
            DataFingerprint = known ? texts[1] : null,
            TrainImages = counts[0],
            ValidationImages = counts[1],
            TestImages = counts[2],
            Split = known ? texts[2] : null,
            Seed = ulong.MaxValue - (ulong)counts[3],
            Epochs = counts[4],
            Iterations = counts[5] * 3L,
            BatchSize = counts[6],
            Optimizer = texts[3],
            LearningRate = numbers[0],
            WeightDecay = numbers[1],
            HyperParameters = pairs.DistinctBy(entry => entry.Item1).ToDictionary(entry => entry.Item1, entry => entry.Item2),
            BestEpoch = counts[0] / 2,
            Command = known ? null : texts[4],
        };

    private static TrainedNetwork Network(string[] texts, ulong seed, bool halves)
    {
        TrainedNetwork network = TrainedNetwork.Combine([.. texts.Index().Select(text => SampleNetworks.Network(text.Item, seed + (ulong)text.Index))]);
        return halves ? network.WithHalfWeights() : network;
    }

    private static IEnumerable<IEnumerable<int>> Weights(TrainedNetwork network) =>
        network.Members.SelectMany(member => member.Layers).Select(layer => (layer switch
        {
            TrainedConvolution convolution => convolution.Weights.Concat(convolution.Biases),
            TrainedDense dense => dense.Weights.Concat(dense.Biases),
            TrainedScale scale => scale.Factors.Concat(scale.Addends),
            _ => [],
        }).Select(BitConverter.SingleToInt32Bits));

    /// <summary>All of a manifest but its lists, as text, in which every number is whole.</summary>
    private static string Plain(ModelManifest manifest) => (manifest with
    {
        Labels = [],
        Files = new Dictionary<string, string>(),
        Training = manifest.Training is null ? null : manifest.Training with { HyperParameters = new Dictionary<string, string>() },
    }).ToString();
}
