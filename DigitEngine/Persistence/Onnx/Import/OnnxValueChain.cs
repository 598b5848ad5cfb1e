using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// A value of a graph that is being read: the chain of layers that computes it, and the order of its numbers. Immutable.
/// </summary>
/// <param name="Shape">The shape of one image in our layers: rows, columns, channels.</param>
/// <param name="Sides">The same in the graph, without the axis of images.</param>
/// <param name="Order">For each number in our order, its place in the graph's order; null where both are the same.</param>
internal sealed record OnnxValueChain(Shape Shape, int[] Sides, int[]? Order)
{
    /// <summary>The value that <see cref="Layer"/> takes; null for the graph's input.</summary>
    public OnnxValueChain? Before { get; init; }

    /// <summary>The last layer; null for the graph's input.</summary>
    public TrainedLayer? Layer { get; init; }

    /// <summary>Factors and addends that have not become a layer yet; they come before any layer that follows.</summary>
    public ChannelAffine? Pending { get; init; }

    /// <summary>Zeros around the image, after what is pending: top, left, bottom, right. Only a convolution can follow.</summary>
    public int[]? Zeros { get; init; }

    public bool IsVector => Sides.Length == 1;

    /// <summary>All layers, from the input on.</summary>
    public List<TrainedLayer> Layers()
    {
        List<TrainedLayer> layers = [];
        for (OnnxValueChain? chain = this; chain is not null; chain = chain.Before)
        {
            if (chain.Layer is not null)
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

/// <summary>The end of a graph that is being read: the logits of one or more members, and what is done with them.</summary>
/// <param name="Members">The logits of each member.</param>
/// <param name="Factor">What the sum of the members' logits is multiplied by.</param>
/// <param name="Ending"><c>Softmax</c> or <c>LogSoftmax</c>; empty if there was neither.</param>
internal sealed record OnnxScores(IReadOnlyList<OnnxValueChain> Members, double Factor, string Ending = "");
