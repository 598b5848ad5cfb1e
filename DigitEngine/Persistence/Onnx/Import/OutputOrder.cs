using DigitEngine.Network;

namespace DigitEngine.Persistence;

/// <summary>Puts a network's outputs into the order of the digits.</summary>
internal static class OutputOrder
{
    /// <summary>The same layers with their outputs in order.</summary>
    /// <param name="layers">At least one, the last with ten outputs.</param>
    /// <param name="order">For each output its place among the labels; null where that is the same.</param>
    /// <param name="labels">The digits.</param>
    public static TrainedLayer[] Put(TrainedLayer[] layers, int[]? order, string labels)
    {
        int[] digits = [.. Enumerable.Range(0, labels.Length).Select(output => labels[order?[output] ?? output] - '0')];
        if (digits.SequenceEqual(Enumerable.Range(0, digits.Length)))
        {
            return layers;
        }

        return layers[^1] switch
        {
            TrainedDense dense =>
                [.. layers[..^1], dense with { Weights = Columns(dense.Weights, digits), Biases = Columns(dense.Biases, digits) }],
            TrainedConvolution convolution when convolution.Output.Channels == digits.Length =>
            [
                .. layers[..^1],
                convolution with { Weights = Columns(convolution.Weights, digits), Biases = Columns(convolution.Biases, digits) },
            ],
            _ => [.. layers, Exchange(digits)],
        };
    }

    /// <summary>Rows of one number for each output, each row in the new order.</summary>
    private static float[] Columns(float[] rows, int[] digits)
    {
        float[] moved = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            (int row, int output) = Math.DivRem(i, digits.Length);
            moved[(row * digits.Length) + digits[output]] = rows[i];
        }

        return moved;
    }

    /// <summary>A layer that does nothing else.</summary>
    private static TrainedDense Exchange(int[] digits)
    {
        float[] weights = new float[digits.Length * digits.Length];
        for (int output = 0; output < digits.Length; output++)
        {
            weights[(output * digits.Length) + digits[output]] = 1;
        }

        return new(new(1, 1, digits.Length), digits.Length, weights, new float[digits.Length], Relu: false);
    }
}
