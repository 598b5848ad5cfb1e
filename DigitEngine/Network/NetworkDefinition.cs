using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DigitEngine.Network;

/// <summary>
/// A network as a list of layers, from 28×28 grey pixels to one value per digit. Softmax follows the last layer and is not
/// written. A network is written in code or as one line of text: <c>conv 32 3x3 relu; maxpool 2; flatten; dense 10</c>.
/// </summary>
public sealed class NetworkDefinition
{
    /// <summary>A network with more parameters than this (256 MB of weights) is refused before memory is allocated.</summary>
    private const long MaximumParameters = 64L << 20;

    /// <summary>A layer with more output values than this for one image is refused as well.</summary>
    private const long MaximumOutput = 4L << 20;

    private readonly Shape[] _shapes;

    /// <summary>Makes a network of these layers.</summary>
    /// <param name="layers">The layers in order.</param>
    /// <exception cref="NetworkDefinitionException">
    /// A layer can't take the output of the one before it, the last layer doesn't give ten values, or the network is too large.
    /// </exception>
    public NetworkDefinition(params IReadOnlyList<LayerDefinition> layers)
        : this(new Shape(28, 28, 1), layers, classes: 10)
    {
    }

    /// <summary>Makes a network for images of another size, as tests do.</summary>
    internal NetworkDefinition(Shape input, IReadOnlyList<LayerDefinition> layers, int classes)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Layers = [.. layers];
        Input = input;
        Classes = classes;
        _shapes = new Shape[Layers.Count];
        Shape shape = input;
        for (int i = 0; i < Layers.Count; i++)
        {
            ParameterCount += Layers[i].ParametersFor(shape);
            shape = _shapes[i] = OutputOf(i, shape);
            if (ParameterCount > MaximumParameters || (long)shape.Height * shape.Width * shape.Channels > MaximumOutput)
            {
                throw At(i, $"the network grows too large (at most {MaximumParameters:N0} parameters)");
            }
        }

        if (shape != new Shape(1, 1, classes))
        {
            throw new NetworkDefinitionException(string.Create(
                CultureInfo.InvariantCulture, $"network: the last layer must give {classes} values (dense {classes}), not {shape}"));
        }
    }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<LayerDefinition> Layers { get; }

    /// <summary>How many parameters training adjusts.</summary>
    public long ParameterCount { get; }

    internal Shape Input { get; }

    internal int Classes { get; }

    /// <summary>Reads a network's text.</summary>
    /// <param name="text">Layers separated by semicolons.</param>
    /// <exception cref="NetworkDefinitionException">The text is not that of a network; the message names the layer.</exception>
    public static NetworkDefinition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(NetworkText.Parse(text));
    }

    /// <summary>The shape of a layer's output.</summary>
    /// <param name="layer">The layer's index in <see cref="Layers"/>.</param>
    public Shape OutputOf(int layer) => _shapes[layer];

    /// <summary>How many parameters training adjusts in a layer.</summary>
    /// <param name="layer">The layer's index in <see cref="Layers"/>.</param>
    public long ParametersOf(int layer) => Layers[layer].ParametersFor(InputOf(layer));

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Join("; ", Layers);

    internal Shape InputOf(int layer) => layer == 0 ? Input : _shapes[layer - 1];

    private Shape OutputOf(int layer, Shape input)
    {
        try
        {
            return Layers[layer].OutputFor(input);
        }
        catch (NetworkDefinitionException e)
        {
            throw At(layer, e.Message);
        }
    }

    private NetworkDefinitionException At(int layer, string message) => new(
        string.Create(CultureInfo.InvariantCulture, $"network, layer {layer + 1} '{Layers[layer]}': {message}"));
}

/// <summary>A text or a list of layers is not a valid network. The message is one line that names the layer.</summary>
public sealed class NetworkDefinitionException : Exception
{
    /// <summary>Makes the exception with a message of one line.</summary>
    public NetworkDefinitionException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message of one line and its cause.</summary>
    public NetworkDefinitionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message of its own.</summary>
    public NetworkDefinitionException()
    {
    }

    internal static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new NetworkDefinitionException(message);
        }
    }
}
