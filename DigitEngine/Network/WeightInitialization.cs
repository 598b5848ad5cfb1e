namespace DigitEngine.Network;

/// <summary>The bound of the uniform random numbers that weights start from. Biases start at 0 unless said otherwise.</summary>
public enum WeightInitialization
{
    /// <summary>±√(6 / inputs) in front of a rectifier, ±√(3 / inputs) elsewhere (He et al. 2015).</summary>
    He,

    /// <summary>±√(6 / (inputs + outputs)), as in Keras (Glorot and Bengio 2010).</summary>
    Glorot,

    /// <summary>±√(1 / inputs) for weights and biases, as in PyTorch.</summary>
    PyTorch,
}

internal static class WeightInitializationExtensions
{
    /// <summary>Draws the initial weights and biases of a layer.</summary>
    /// <param name="initialization">The method.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="biases">The biases.</param>
    /// <param name="inputs">How many inputs each output is a sum of.</param>
    /// <param name="outputs">How many outputs each input contributes to.</param>
    /// <param name="rectified">Whether a rectifier follows.</param>
    /// <param name="random">The random numbers.</param>
    public static void Draw(
        this WeightInitialization initialization, Parameter weights, Parameter biases, int inputs, int outputs, bool rectified, SeededRandom random)
    {
        float bound = initialization switch
        {
            WeightInitialization.Glorot => MathF.Sqrt(6f / (inputs + outputs)),
            WeightInitialization.PyTorch => MathF.Sqrt(1f / inputs),
            _ => MathF.Sqrt((rectified ? 6f : 3f) / inputs),
        };
        foreach (ref float weight in weights.Span)
        {
            weight = random.NextSingle(-bound, bound);
        }

        if (initialization == WeightInitialization.PyTorch)
        {
            foreach (ref float bias in biases.Span)
            {
                bias = random.NextSingle(-bound, bound);
            }
        }
    }
}
