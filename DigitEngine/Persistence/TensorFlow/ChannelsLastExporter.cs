using System.Globalization;
using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Persistence.TensorFlow;

/// <summary>
/// Walks through a trained network for a format that stores images as we do, channels last: member by member and layer by layer,
/// reshaping images to vectors and back where a layer needs it. Weights keep their order.
/// </summary>
/// <param name="input">The name of the graph's input.</param>
/// <param name="separator">The text between the name of a member and the names of its layers.</param>
internal abstract class ChannelsLastExporter(string input, string separator)
{
    private readonly Dictionary<string, int> _counts = [];

    // The shape of what was written last; a vector is [images, values].
    private Shape _shape;
    private bool _isVector;

    // The prefix of all names that belong to one of several members.
    private string _scope = "";

    /// <summary>The name of what was written last.</summary>
    protected string Value { get; set; } = "";

    /// <summary>Whether factors and addends can be applied to vectors, not only to images.</summary>
    protected abstract bool ScalesVectors { get; }

    /// <summary>Writes all members.</summary>
    /// <returns>The names of their logits.</returns>
    protected string[] AddMembers(TrainedNetwork network, Shape image)
    {
        string[] logits = new string[network.Members.Count];
        for (int i = 0; i < logits.Length; i++)
        {
            _scope = logits.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"member{i + 1}{separator}");
            logits[i] = AddMember(network.Members[i].Layers, image);
        }

        _scope = "";
        return logits;
    }

    protected abstract void AddConvolution(TrainedConvolution layer);

    protected abstract void AddPool(PoolGeometry sizes);

    protected abstract void AddDense(TrainedDense layer);

    protected abstract void AddScale(TrainedScale layer);

    protected abstract void AddRelu();

    /// <summary>Reshapes a vector to an image.</summary>
    protected abstract void AddReshape(Shape image);

    /// <summary>Reshapes an image to a vector.</summary>
    protected abstract void AddFlatten(int size);

    /// <summary>The next free name of a kind of layer: conv1, conv2, …</summary>
    protected string NameOf(string kind)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return _scope + kind + _counts[kind].ToString(CultureInfo.InvariantCulture);
    }

    private string AddMember(IReadOnlyList<TrainedLayer> layers, Shape image)
    {
        _counts.Clear();
        Value = input;
        _shape = image;
        _isVector = false;
        foreach (TrainedLayer layer in layers)
        {
            if (layer.Input != _shape)
            {
                MakeVector();
            }

            Add(layer);
            _shape = layer.Output;
        }

        MakeVector();
        return Value;
    }

    private void Add(TrainedLayer layer)
    {
        switch (layer)
        {
            case TrainedConvolution convolution:
                MakeImage(layer.Input);
                AddConvolution(convolution);
                break;
            case TrainedMaxPool pool:
                MakeImage(layer.Input);
                AddPool(pool.Geometry);
                break;
            case TrainedDense dense:
                MakeVector();
                AddDense(dense);
                break;
            case TrainedScale scale:
                if (!ScalesVectors || layer.Input.Height * layer.Input.Width > 1)
                {
                    MakeImage(layer.Input);
                }

                AddScale(scale);
                break;
            case TrainedRelu:
                AddRelu();
                break;
            default:
                throw new NotSupportedException($"{layer.GetType().Name} has no form in {GetType().Name}.");
        }
    }

    private void MakeImage(Shape shape)
    {
        if (_isVector)
        {
            AddReshape(shape);
            _isVector = false;
        }
    }

    private void MakeVector()
    {
        if (!_isVector)
        {
            AddFlatten(_shape.Size);
            _isVector = true;
        }
    }
}
