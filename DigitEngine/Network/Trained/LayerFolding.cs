namespace DigitEngine.Network;

/// <summary>Folds batch normalisation into the convolution or dense layer in front of it, in <c>double</c>.</summary>
internal static class LayerFolding
{
    /// <summary>The same function in fewer layers; a null stands for a layer that does nothing when predicting.</summary>
    public static IReadOnlyList<TrainedLayer> Fold(IEnumerable<TrainedLayer?> layers)
    {
        List<TrainedLayer> folded = [];
        foreach (TrainedLayer? layer in layers)
        {
            TrainedLayer? merged = folded.Count == 0 ? null : (folded[^1], layer) switch
            {
                (TrainedConvolution { Relu: false } c, TrainedScale s) when c.Output == s.Shape =>
                    c with { Weights = Scaled(c.Weights, s), Biases = Moved(c.Biases, s), Relu = s.Relu },
                (TrainedDense { Relu: false } d, TrainedScale s) =>
                    d with { Weights = Scaled(d.Weights, s), Biases = Moved(d.Biases, s), Relu = s.Relu },
                (TrainedConvolution c, TrainedRelu) => c with { Relu = true },
                (TrainedDense d, TrainedRelu) => d with { Relu = true },
                (TrainedScale s, TrainedRelu) => s with { Relu = true },
                _ => null,
            };
            if (merged is not null)
            {
                folded[^1] = merged;
            }
            else if (layer is not null)
            {
                folded.Add(layer);
            }
        }

        return folded;
    }

    private static float[] Scaled(float[] weights, TrainedScale scale)
    {
        int outputs = scale.Factors.Length;
        float[] scaled = new float[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            scaled[i] = weights[i] * scale.Factors[i % outputs];
        }

        return scaled;
    }

    private static float[] Moved(float[] biases, TrainedScale scale)
    {
        float[] moved = new float[biases.Length];
        for (int i = 0; i < biases.Length; i++)
        {
            moved[i] = (float)(((double)biases[i] * scale.Factors[i]) + scale.Addends[i]);
        }

        return moved;
    }
}
