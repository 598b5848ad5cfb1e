using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>The ONNX graph of a model file, damaged as bytes or as a graph.</summary>
internal sealed class OnnxTarget : FuzzTarget
{
    private readonly bool _asGraph;
    private readonly byte[][] _seeds;
    private readonly OnnxModel[] _models;

    public OnnxTarget(bool asGraph)
    {
        _asGraph = asGraph;
        _seeds = [.. Enumerable.Range(0, SmallModels.Networks.Count).Select(i => Write(SmallModels.File(i).Network))];
        _models = [.. _seeds.Select(seed => OnnxReader.Read(seed, "seed"))];
    }

    public override string Name => _asGraph ? "onnx-graph" : "onnx-bytes";

    public override Type Problem => typeof(ModelFormatException);

    public override IReadOnlyList<byte[]> Seeds => _seeds;

    public override byte[] Mutate(int seed, ref SeededRandom random) => _asGraph
        ? OnnxWriter.Write(OnnxMutations.Damage(_models[seed], ref random))
        : ByteMutations.Damage(_seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        TrainedNetwork network = DigitGraph.Read(OnnxReader.Read(input, InputName), InputName);
        byte[] saved = Write(network);
        TrainedNetwork again = DigitGraph.Read(OnnxReader.Read(saved, "saved"), "saved");
        RequireSame(saved, Write(again), "saving and loading");
        if (!SmallModels.IsSmall(network))
        {
            return;
        }

        string scores = SmallModels.Show(SmallModels.Predict(network));
        Require(scores == SmallModels.Show(SmallModels.Predict(again)), $"predicting after saving and loading: other than {scores}");
    }

    private static byte[] Write(TrainedNetwork network) => DigitGraph.Write(network, SmallModels.File(0).Manifest);
}
