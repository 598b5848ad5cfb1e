using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>A value of a graph that is being read: the layers that give it, and how its numbers lie. Immutable.</summary>
/// <param name="Shape">The numbers of one image as our layers have them: rows, columns, channels.</param>
/// <param name="Sides">The same as the graph has them, without the axis of images.</param>
/// <param name="Order">For each number in our order its place in the graph's; null where both are the same.</param>
internal sealed record OnnxValueChain(Shape Shape, int[] Sides, int[]? Order)
{
    /// <summary>The value that <see cref="Layer"/> takes; null for the graph's input.</summary>
    public OnnxValueChain? Before { get; init; }

    /// <summary>The last layer; null for the graph's input.</summary>
    public TrainedLayer? Layer { get; init; }

    /// <summary>What is still to be done to each channel, before any layer that follows.</summary>
    public ChannelAffine? Pending { get; init; }

    /// <summary>Zeros to be put around the image, after what is pending: top, left, bottom, right. Only a convolution can.</summary>
    public int[]? Zeros { get; init; }

    public bool IsVector => Sides.Length == 1;

    /// <summary>All layers from the input on.</summary>
    public List<TrainedLayer> Layers()
    {
        List<TrainedLayer> layers = [];
        for (OnnxValueChain? chain = this; chain != null; chain = chain.Before)
        {
            if (chain.Layer != null)
            {
                layers.Add(chain.Layer);
            }
        }

        layers.Reverse();
        return layers;
    }

    /// <summary>The value after one more layer.</summary>
    public OnnxValueChain After(TrainedLayer layer, int[] sides, int[]? order) =>
        new(layer.Output, sides, order) { Before = this, Layer = layer };
}

/// <summary>The end of a graph that is being read: logits of one member or several, and what becomes of them.</summary>
/// <param name="Members">What gives the logits.</param>
/// <param name="Factor">What the sum of the members' logits is multiplied by.</param>
/// <param name="Ending"><c>Softmax</c> or <c>LogSoftmax</c>; empty while neither was met.</param>
internal sealed record OnnxScores(IReadOnlyList<OnnxValueChain> Members, double Factor, string Ending = "");
