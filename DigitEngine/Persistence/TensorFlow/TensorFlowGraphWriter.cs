namespace DigitEngine.Persistence;

/// <summary>
/// Writes TensorFlow's <c>GraphDef</c>. The numbers are those of <c>graph.proto</c>, <c>node_def.proto</c>,
/// <c>attr_value.proto</c> and <c>tensor.proto</c>
/// (https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/framework).
/// </summary>
internal static class TensorFlowGraphWriter
{
    /// <summary>The version of graphs that TensorFlow 1.13 wrote: all operations written here are older.</summary>
    private const int ProducerVersion = 27;

    /// <summary>The graph as bytes: the same for the same nodes.</summary>
    public static byte[] Write(IEnumerable<TensorFlowNode> nodes)
    {
        WireMessage graph = new();
        foreach (TensorFlowNode node in nodes)
        {
            graph.Add(1, Node(node));
        }

        return graph.Add(4, new WireMessage().Add(1, ProducerVersion)).ToArray();
    }

    private static WireMessage Node(TensorFlowNode node)
    {
        WireMessage message = new WireMessage().Add(1, node.Name).Add(2, node.Operator);
        foreach (string input in node.Inputs)
        {
            message.Add(3, input);
        }

        // A map is a list of pairs.
        foreach ((string name, WireMessage value) in node.Attributes)
        {
            message.Add(5, new WireMessage().Add(1, name).Add(2, value));
        }

        return message;
    }
}
