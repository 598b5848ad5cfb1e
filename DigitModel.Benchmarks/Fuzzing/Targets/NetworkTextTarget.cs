using System.Text;
using DigitEngine;
using DigitEngine.Network;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Networks as one line of text.</summary>
internal sealed class NetworkTextTarget : FuzzTarget
{
    private static readonly TokenMutations Words = new(
        " ;x", "conv", "maxpool", "dense", "batchnorm", "dropout", "flatten", "relu", "stride", "same", "pad", "valid", "Conv", "conv2d",
        "0", "1", "2", "3", "10", "28", "64", "65", "784", "4096", "65536", "1000000", "1000001", "2147483648", "-1", "0.5", "1e-3", "NaN", "3x3",
        "3x", "x", ";", ",", "; relu", "; flatten; dense 10");

    public override string Name => "network-text";

    public override Type Problem => typeof(NetworkDefinitionException);

    public override string MessageStart => "network";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        "conv 32 3x3 relu; maxpool 2; conv 64 3x3 stride 2x1 same; batchnorm relu; flatten; dropout 0.5; dense 10"u8.ToArray(),
        "flatten; dense 64 relu; dense 10;"u8.ToArray(),
        "conv 3 5x4 pad 2x1; relu; maxpool 3x2 stride 1x2; batchnorm; flatten; dense 10"u8.ToArray(),
        "conv 10 28x28 valid"u8.ToArray(),
    ];

    public override byte[] Mutate(int seed, ref SeededRandom random) => Words.Damage(Seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        NetworkDefinition network = NetworkDefinition.Parse(Encoding.UTF8.GetString(input));
        NetworkDefinition again = NetworkDefinition.Parse(network.ToString());
        Require(network.Layers.SequenceEqual(again.Layers), $"other layers after writing and reading: {again}");
        Require(network.ParameterCount == again.ParameterCount, $"{again.ParameterCount} parameters after writing and reading");
    }
}
