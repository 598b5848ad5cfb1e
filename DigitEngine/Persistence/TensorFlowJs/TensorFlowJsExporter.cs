using System.Globalization;
using System.Text.Json;
using DigitEngine.Kernels;
using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.TensorFlow;

namespace DigitEngine.Persistence.TensorFlowJs;

/// <summary>
/// Writes a trained network as layers of TensorFlow.js, from pixels in 0…1 to probabilities.
/// </summary>
internal sealed class TensorFlowJsExporter : ChannelsLastExporter
{
    /// <summary>The input: float [images, height, width, channels].</summary>
    public const string InputName = "PixelValues";

    /// <summary>The output: float [images, classes], probabilities.</summary>
    public const string OutputName = "Score";

    private readonly List<TensorFlowJsLayer> _layers = [];
    private readonly List<TensorFlowJsWeights> _weights = [];
    private TensorFlowJsExporter()
        : base(InputName, "_")
    {
    }

    /// <inheritdoc/>
    protected override bool ScalesVectors => true;

    /// <summary>The network as layers.</summary>
    public static TensorFlowJsModel Export(TrainedNetwork network)
    {
        Shape image = OnnxExporter.ImageOf(network);
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
        exporter.AddScores(exporter.AddMembers(network, image), network);
        return new(exporter._layers, exporter._weights);
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
            // Not every version has a layer that divides; batch normalisation with the right factors does the same.
            float[] factors = new float[network.Classes];
            Array.Fill(factors, 1 / network.Temperature);
            AddScale("calibration", factors, new float[factors.Length]);
        }

        AddLayer("Softmax", OutputName, [Value], json => json.WriteNumber("axis", -1));
    }

    protected override void AddConvolution(TrainedConvolution layer)
    {
        ConvolutionGeometry sizes = layer.Geometry;
        string name = NameOf("conv");
        bool isSame = sizes.IsPadded && Padding.Same.IsOf(sizes);
        if (sizes.IsPadded && !isSame)
        {
            AddLayer("ZeroPadding2D", name + "_pad", [Value], json =>
            {
                json.WriteStartArray("padding");
                WriteIntegers(json, null, sizes.PadTop, sizes.PadBottom);
                WriteIntegers(json, null, sizes.PadLeft, sizes.PadRight);
                json.WriteEndArray();
                json.WriteString("data_format", "channels_last");
            });
        }

        AddLayer("Conv2D", name, [Value], json =>
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

    protected override void AddPool(PoolGeometry sizes) => AddLayer("MaxPooling2D", NameOf("maxpool"), [Value], json =>
    {
        WriteIntegers(json, "pool_size", sizes.WindowHeight, sizes.WindowWidth);
        WriteIntegers(json, "strides", sizes.StrideY, sizes.StrideX);
        json.WriteString("padding", "valid");
        json.WriteString("data_format", "channels_last");
    });

    protected override void AddDense(TrainedDense layer)
    {
        string name = NameOf("dense");
        AddLayer("Dense", name, [Value], json =>
        {
            json.WriteNumber("units", layer.Units);
            WriteWeighted(json, layer.Relu);
        });
        _weights.Add(new(name + "/kernel", [layer.Source.Size, layer.Units], layer.Weights));
        _weights.Add(new(name + "/bias", [layer.Units], layer.Biases));
    }

    protected override void AddScale(TrainedScale layer)
    {
        AddScale(NameOf("batchnorm"), layer.Factors, layer.Addends);
        if (layer.Relu)
        {
            AddRelu();
        }
    }

    /// <summary>
    /// A layer of factors and addends is a batch normalisation of mean 0, see <see cref="OnnxExporter.Epsilon"/>.
    /// </summary>
    private void AddScale(string name, float[] factors, float[] addends)
    {
        AddLayer("BatchNormalization", name, [Value], json =>
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

    protected override void AddRelu() => AddLayer("ReLU", NameOf("relu"), [Value], _ => { });

    protected override void AddReshape(Shape image) => AddLayer(
        "Reshape", NameOf("reshape"), [Value], json => WriteIntegers(json, "target_shape", image.Height, image.Width, image.Channels));

    protected override void AddFlatten(int size) =>
        AddLayer("Flatten", NameOf("flatten"), [Value], json => json.WriteString("data_format", "channels_last"));

    private void AddLayer(string type, string name, string[] inputs, Action<Utf8JsonWriter> configuration)
    {
        _layers.Add(new(type, name, inputs, configuration));
        Value = name;
    }

    /// <summary>
    /// Writes what all layers with weights have in common. The initial weights are zero because others are loaded.
    /// </summary>
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
        if (name is null)
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
}
