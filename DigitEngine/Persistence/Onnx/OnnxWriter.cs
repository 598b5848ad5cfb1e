using DigitEngine.Persistence.Protobuf;

namespace DigitEngine.Persistence.Onnx;

/// <summary>
/// Writes ONNX files. The numbers of the fields are those of <c>onnx.proto</c>
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), whose IR version 8 is written here.
/// </summary>
internal static class OnnxWriter
{
    /// <summary>The bytes of a file: the same for the same model.</summary>
    public static byte[] Write(OnnxModel model)
    {
        WireMessage message = new WireMessage()
            .Add(1, model.IrVersion)
            .Add(2, model.ProducerName)
            .Add(3, model.ProducerVersion)
            .Add(6, model.Description)
            .Add(7, Graph(model.Graph))
            .Add(8, new WireMessage().Add(1, "").Add(2, model.OpsetVersion));
        foreach ((string domain, long version) in model.OtherOpsets)
        {
            message.Add(8, new WireMessage().Add(1, domain).Add(2, version));
        }

        foreach ((string key, string value) in model.Properties)
        {
            message.Add(14, new WireMessage().Add(1, key).Add(2, value));
        }

        return message.ToArray();
    }

    private static WireMessage Graph(OnnxGraph graph)
    {
        WireMessage message = new();
        foreach (OnnxNode node in graph.Nodes)
        {
            message.Add(1, Node(node));
        }

        message.Add(2, graph.Name);
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            message.Add(5, Tensor(tensor));
        }

        foreach (OnnxValue value in graph.Inputs)
        {
            message.Add(11, Value(value));
        }

        foreach (OnnxValue value in graph.Outputs)
        {
            message.Add(12, Value(value));
        }

        return message;
    }

    private static WireMessage Node(OnnxNode node)
    {
        WireMessage message = new();
        foreach (string input in node.Inputs)
        {
            message.Add(1, input);
        }

        foreach (string output in node.Outputs)
        {
            message.Add(2, output);
        }

        message.Add(3, node.Name).Add(4, node.Operator);
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            message.Add(5, Attribute(attribute));
        }

        return node.Domain.Length == 0 ? message : message.Add(7, node.Domain);
    }

    private static WireMessage Attribute(OnnxAttribute attribute)
    {
        WireMessage message = new WireMessage().Add(1, attribute.Name);
        switch (attribute.Type)
        {
            case OnnxAttributeType.Float:
                message.Add(2, attribute.Float);
                break;
            case OnnxAttributeType.Int:
                message.Add(3, attribute.Int);
                break;
            case OnnxAttributeType.Text:
                message.Add(4, attribute.Text);
                break;
            case OnnxAttributeType.Tensor:
                message.Add(5, Tensor(attribute.Tensor!));
                break;
            case OnnxAttributeType.Texts:
                foreach (string value in attribute.Texts)
                {
                    message.Add(9, value);
                }

                break;
            case OnnxAttributeType.Ints:
                foreach (long value in attribute.Ints)
                {
                    message.Add(8, value);
                }

                break;
            default:
                throw new ArgumentException($"The attribute {attribute.Name} is of no type that is written.", nameof(attribute));
        }

        return message.Add(20, (long)attribute.Type);
    }

    private static WireMessage Tensor(OnnxTensor tensor)
    {
        WireMessage message = new();
        foreach (long dimension in tensor.Dimensions)
        {
            message.Add(1, dimension);
        }

        message.Add(2, (long)tensor.Type);
        foreach (string text in tensor.Texts)
        {
            message.Add(6, text);
        }

        message.Add(8, tensor.Name);
        return tensor.Texts.Count > 0 ? message : message.Add(9, tensor.Data);
    }

    private static WireMessage Value(OnnxValue value)
    {
        WireMessage shape = new();
        foreach (OnnxDimension dimension in value.Dimensions)
        {
            shape.Add(1, dimension.Value is long size ? new WireMessage().Add(1, size) : new WireMessage().Add(2, dimension.Name));
        }

        WireMessage tensor = new WireMessage().Add(1, (long)value.Type).Add(2, shape);
        return new WireMessage().Add(1, value.Name).Add(2, new WireMessage().Add(1, tensor));
    }
}
