using DigitEngine;
using DigitEngine.Kernels;
using DigitEngine.Network;

namespace MlNetDigits.Tests.Network;

/// <summary>Networks for a width of registers that a test takes as a number.</summary>
internal static class NetworkSet
{
    public static int[] Widths => [16, 8, 4, 1];

    public static TrainableNetwork Create(
        int lanes, NetworkDefinition definition, int batchSize, ulong seed, float smoothing, Workers workers) => lanes switch
        {
            16 => TrainableNetwork.Create<Simd512>(definition, batchSize, seed, new(smoothing), workers),
            8 => TrainableNetwork.Create<Simd256>(definition, batchSize, seed, new(smoothing), workers),
            4 => TrainableNetwork.Create<Simd128>(definition, batchSize, seed, new(smoothing), workers),
            1 => TrainableNetwork.Create<SimdScalar>(definition, batchSize, seed, new(smoothing), workers),
            _ => throw new ArgumentOutOfRangeException(nameof(lanes)),
        };

    public static TrainedNetwork Compile(int lanes, TrainedNetwork network) => lanes switch
    {
        16 => TrainedNetwork.Compile<Simd512>(network.Members[0].Layers),
        8 => TrainedNetwork.Compile<Simd256>(network.Members[0].Layers),
        4 => TrainedNetwork.Compile<Simd128>(network.Members[0].Layers),
        1 => TrainedNetwork.Compile<SimdScalar>(network.Members[0].Layers),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes)),
    };

    /// <summary>A network for small images: <c>5x7x2 | conv 3 3x3; flatten; dense 4</c>.</summary>
    public static NetworkDefinition Parse(string text)
    {
        string[] parts = text.Split('|');
        int[] sides = [.. parts[0].Split('x').Select(int.Parse)];
        IReadOnlyList<LayerDefinition> layers = NetworkText.Parse(parts[1]);
        int classes = layers.OfType<DenseDefinition>().Last().Units;
        return new(new Shape(sides[0], sides[1], sides[2]), layers, classes);
    }

    /// <summary>Sets all that training adjusts or measures to numbers from a seed, the scales and variances above zero.</summary>
    public static void Randomize(TrainableNetwork network, ulong seed)
    {
        SeededRandom random = new(seed);
        foreach (Parameter parameter in network.Parameters.Parameters.Concat(network.Parameters.Statistics))
        {
            bool positive = parameter.Name.EndsWith("scale", StringComparison.Ordinal)
                || parameter.Name.EndsWith("variance", StringComparison.Ordinal);
            bool weight = parameter.Name.EndsWith("weight", StringComparison.Ordinal);
            foreach (ref float value in parameter.Span)
            {
                // Weights stay as they were initialized, so that signals keep their size through the layers.
                value = positive ? random.NextSingle(0.5f, 1.5f) : weight ? value : random.NextSingle(-0.5f, 0.5f);
            }
        }
    }

    /// <summary>The probabilities of each image, predicted in groups of at most so many.</summary>
    public static float[] Predict(TrainedNetwork network, TestBatch batch, int group)
    {
        float[] probabilities = new float[batch.Images.Length * network.Classes];
        network.Predict(batch, 0, probabilities, network.CreateWorkspace(group));
        return probabilities;
    }
}
