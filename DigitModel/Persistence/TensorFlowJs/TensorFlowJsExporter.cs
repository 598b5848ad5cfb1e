using System.Globalization;
using System.Text.Json;
using DigitModel.Kernels;
using DigitModel.Network;

namespace DigitModel.Persistence;

/// <summary>
/// Writes a trained network as layers of TensorFlow.js, from pixels in 0…1 to probabilities. Images lie there as they do
/// here, so weights stay in their order.
/// </summary>
internal sealed class TensorFlowJsExporter
{
    /// <summary>The input: float [images, height, width, channels].</summary>
    public const string InputName = "PixelValues";

    /// <summary>The output: float [images, classes], probabilities.</summary>
    public const string OutputName = "Score";

    private readonly List<TensorFlowJsLayer> _layers = [];
    private readonly List<TensorFlowJsWeights> _weights = [];
    private readonly Dictionary<string, int> _counts = [];

    // What has been written so far gives this value, of this shape; a vector is [images, values].
    private string _value = InputName;
    private Shape _shape;
    private bool _isVector;

    // In front of the names of what belongs to one of several members.
    private string _scope = "";

    /// <summary>The network as layers.</summary>
    public static TensorFlowJsModel Export(TrainedNetwork network)
    {
        // A network that begins with flatten no longer knows that its input is an image.
        Shape image = network.Input == new Shape(1, 1, 28 * 28) ? new(28, 28, 1) : network.Input;
        TensorFlowJsExporter exporter = new();
        exporter.AddLayer("InputLayer", InputName, [], json =>
        {
            json.WriteStartArray("batch_input_shape");
            json.WriteNullValue();
            foreach (int side in (int[])[image.Height, image.Width, image.Channels])
            {
                json.WriteNumberValue(side);
            }

            json.WriteEndArray();
            json.WriteBoolean("sparse", false);
        });
        string[] logits = new string[network.Members.Count];
        for (int i = 0; i < logits.Length; i++)
        {
            exporter._scope = logits.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"member{i + 1}_");
            logits[i] = exporter.AddMember(network.Members[i].Layers, image);
        }

        exporter._scope = "";
        exporter.AddScores(logits, network);
        return new(exporter._layers, exporter._weights);
    }

    /// <returns>The name of the logits.</returns>
    private string AddMember(IReadOnlyList<TrainedLayer> layers, Shape image)
    {
        _counts.Clear();
        _value = InputName;
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
        return _value;
    }

    /// <summary>From the members' logits to probabilities: their mean, divided by the temperature, and softmax.</summary>
    private void AddScores(string[] logits, TrainedNetwork network)
    {
        if (logits.Length > 1)
        {
            AddLayer("Average", "mean", logits, _ => { });
        }

        if (network.Temperature != 1)
        {
            // There is no layer that divides, in all versions; a normalisation of the right factors does.
            float[] factors = new float[network.Classes];
            Array.Fill(factors, 1 / network.Temperature);
            AddScale("calibration", factors, new float[factors.Length]);
        }

        AddLayer("Softmax", OutputName, [_value], json => json.WriteNumber("axis", -1));
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
                if (layer.Input.Height * layer.Input.Width > 1)
                {
                    MakeImage(layer.Input);
                }

                AddScale(NameOf("batchnorm"), scale.Factors, scale.Addends);
                AddRelu(scale.Relu);
                break;
            case TrainedRelu:
                AddRelu(true);
                break;
            default:
                throw new NotSupportedException($"{layer.GetType().Name} has no form in TensorFlow.js here.");
        }
    }

    private void AddConvolution(TrainedConvolution layer)
    {
        ConvolutionGeometry sizes = layer.Geometry;
        string name = NameOf("conv");
        bool isSame = sizes.IsPadded && Padding.Same.IsOf(sizes);
        if (sizes.IsPadded && !isSame)
        {
            AddLayer("ZeroPadding2D", name + "_pad", [_value], json =>
            {
                json.WriteStartArray("padding");
                WriteIntegers(json, null, sizes.PadTop, sizes.PadBottom);
                WriteIntegers(json, null, sizes.PadLeft, sizes.PadRight);
                json.WriteEndArray();
                json.WriteString("data_format", "channels_last");
            });
        }

        AddLayer("Conv2D", name, [_value], json =>
        {
            json.WriteNumber("filters", sizes.OutputChannels);
            WriteIntegers(json, "kernel_size", sizes.KernelHeight, sizes.KernelWidth);
            WriteIntegers(json, "strides", sizes.StrideY, sizes.StrideX);
            json.WriteString("padding", isSame ? "same" : "valid");
            json.WriteString("data_format", "channels_last");
            WriteIntegers(json, "dilation_rate", 1, 1);
            WriteWeighted(json, layer.Relu);
        });
        _weights.Add(new(
            name + "/kernel", [sizes.KernelHeight, sizes.KernelWidth, sizes.InputChannels, sizes.OutputChannels], layer.Weights));
        _weights.Add(new(name + "/bias", [sizes.OutputChannels], layer.Biases));
    }

    private void AddPool(PoolGeometry sizes) => AddLayer("MaxPooling2D", NameOf("maxpool"), [_value], json =>
    {
        WriteIntegers(json, "pool_size", sizes.WindowHeight, sizes.WindowWidth);
        WriteIntegers(json, "strides", sizes.StrideY, sizes.StrideX);
        json.WriteString("padding", "valid");
        json.WriteString("data_format", "channels_last");
    });

    private void AddDense(TrainedDense layer)
    {
        string name = NameOf("dense");
        AddLayer("Dense", name, [_value], json =>
        {
            json.WriteNumber("units", layer.Units);
            WriteWeighted(json, layer.Relu);
        });
        _weights.Add(new(name + "/kernel", [layer.Source.Size, layer.Units], layer.Weights));
        _weights.Add(new(name + "/bias", [layer.Units], layer.Biases));
    }

    /// <summary>A layer of factors and addends is a batch normalisation of mean 0, see <see cref="OnnxExporter.Epsilon"/>.</summary>
    private void AddScale(string name, float[] factors, float[] addends)
    {
        AddLayer("BatchNormalization", name, [_value], json =>
        {
            json.WriteNumber("axis", -1);
            json.WriteNumber("epsilon", OnnxExporter.Epsilon);
            json.WriteBoolean("center", true);
            json.WriteBoolean("scale", true);
        });
        float[] variances = new float[factors.Length];
        Array.Fill(variances, OnnxExporter.Variance);
        _weights.Add(new(name + "/gamma", [factors.Length], factors));
        _weights.Add(new(name + "/beta", [factors.Length], addends));
        _weights.Add(new(name + "/moving_mean", [factors.Length], new float[factors.Length]));
        _weights.Add(new(name + "/moving_variance", [factors.Length], variances));
    }

    private void AddRelu(bool wanted)
    {
        if (wanted)
        {
            AddLayer("ReLU", NameOf("relu"), [_value], _ => { });
        }
    }

    private void MakeImage(Shape shape)
    {
        if (_isVector)
        {
            AddLayer(
                "Reshape", NameOf("reshape"), [_value], json => WriteIntegers(json, "target_shape", shape.Height, shape.Width, shape.Channels));
            _isVector = false;
        }
    }

    private void MakeVector()
    {
        if (!_isVector)
        {
            AddLayer("Flatten", NameOf("flatten"), [_value], json => json.WriteString("data_format", "channels_last"));
            _isVector = true;
        }
    }

    private void AddLayer(string type, string name, string[] inputs, Action<Utf8JsonWriter> configuration)
    {
        _layers.Add(new(type, name, inputs, configuration));
        _value = name;
    }

    /// <summary>What layers with weights have in common; these need no random numbers before they are loaded.</summary>
    private static void WriteWeighted(Utf8JsonWriter json, bool relu)
    {
        json.WriteString("activation", relu ? "relu" : "linear");
        json.WriteBoolean("use_bias", true);
        foreach (string initializer in (string[])["kernel_initializer", "bias_initializer"])
        {
            json.WriteStartObject(initializer);
            json.WriteString("class_name", "Zeros");
            json.WriteStartObject("config");
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void WriteIntegers(Utf8JsonWriter json, string? name, params ReadOnlySpan<int> values)
    {
        if (name == null)
        {
            json.WriteStartArray();
        }
        else
        {
            json.WriteStartArray(name);
        }

        foreach (int value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>conv1, conv2, … for each kind of layer.</summary>
    private string NameOf(string kind)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return _scope + kind + _counts[kind].ToString(CultureInfo.InvariantCulture);
    }
}
