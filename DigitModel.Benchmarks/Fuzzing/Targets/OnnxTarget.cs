using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Persistence;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>ONNX, damaged as bytes or as a graph.</summary>
internal sealed class OnnxTarget(bool asGraph) : FuzzTarget
{
    private readonly OnnxModel[] _models = [.. SmallModels.Networks.Select(network => OnnxExporter.Export(network))];
    private readonly byte[][] _seeds = [.. SmallModels.Networks.Select(network => OnnxWriter.Write(OnnxExporter.Export(network)))];

    public override string Name => asGraph ? "onnx-graph" : "onnx-bytes";

    public override Type Problem => typeof(ModelFormatException);

    public override IReadOnlyList<byte[]> Seeds => _seeds;

    public override byte[] Mutate(int seed, ref SeededRandom random) => asGraph
        ? OnnxWriter.Write(OnnxMutations.Damage(_models[seed], ref random))
        : ByteMutations.Damage(_seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        TrainedNetwork network = OnnxImporter.Import(OnnxReader.Read(input, InputName), InputName);
        byte[] saved = OnnxWriter.Write(OnnxExporter.Export(network));
        TrainedNetwork again = OnnxImporter.Import(OnnxReader.Read(saved, "saved"), "saved");
        RequireSame(saved, OnnxWriter.Write(OnnxExporter.Export(again)), "saving and loading");
        if (!SmallModels.IsSmall(network))
        {
            return;
        }

        string scores = SmallModels.Show(SmallModels.Predict(network));
        Require(scores == SmallModels.Show(SmallModels.Predict(again)), $"predicting after saving and loading: other than {scores}");
    }
}
