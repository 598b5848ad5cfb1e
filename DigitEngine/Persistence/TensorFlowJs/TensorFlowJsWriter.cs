using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace DigitEngine.Persistence.TensorFlowJs;

/// <summary>
/// Writes TensorFlow.js' layers format: <c>model.json</c> with Keras' description of the layers, and one file of weights.
/// </summary>
internal static class TensorFlowJsWriter
{
    /// <summary>The two files' contents: the same for the same model.</summary>
    /// <returns>The JSON, the weights, and the name that the JSON uses for them, which follows from their bytes.</returns>
    public static (byte[] Json, string WeightsName, byte[] Weights) Write(TensorFlowJsModel model)
    {
        bool[] halves = [.. model.Weights.Select(weights => Array.TrueForAll(weights.Values, value => (float)(Half)value == value))];
        byte[] content = Content(model.Weights, halves);
        string name = $"weights-{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}.bin";
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("format", "layers-model");
            json.WriteString("generatedBy", $"MlNetDigits {LibraryVersion.Text}");
            json.WriteNull("convertedBy");
            WriteTopology(json, model.Layers);
            WriteManifest(json, model.Weights, halves, name);
            json.WriteEndObject();
        }

        return (stream.ToArray(), name, content);
    }

    private static void WriteTopology(Utf8JsonWriter json, IReadOnlyList<TensorFlowJsLayer> layers)
    {
        json.WriteStartObject("modelTopology");
        json.WriteString("keras_version", "2.4.0");
        json.WriteString("backend", "tensorflow");
        json.WriteStartObject("model_config");
        json.WriteString("class_name", "Model");
        json.WriteStartObject("config");
        json.WriteString("name", "digits");
        json.WriteStartArray("layers");
        foreach (TensorFlowJsLayer layer in layers)
        {
            Write(json, layer);
        }

        json.WriteEndArray();
        WriteEnd(json, "input_layers", layers[0].Name);
        WriteEnd(json, "output_layers", layers[^1].Name);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TensorFlowJsLayer layer)
    {
        json.WriteStartObject();
        json.WriteString("class_name", layer.Class);
        json.WriteString("name", layer.Name);
        json.WriteStartObject("config");
        json.WriteString("name", layer.Name);
        json.WriteString("dtype", "float32");
        layer.WriteConfiguration(json);
        json.WriteEndObject();
        json.WriteStartArray("inbound_nodes");
        if (layer.Inputs.Count > 0)
        {
            json.WriteStartArray();
            foreach (string input in layer.Inputs)
            {
                WriteConnection(json, input);
                json.WriteStartObject();
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, string name, string layer)
    {
        json.WriteStartArray(name);
        WriteConnection(json, layer);
        json.WriteEndArray();
        json.WriteEndArray();
    }

    /// <summary>The first result of a layer's first use; the caller ends the list.</summary>
    private static void WriteConnection(Utf8JsonWriter json, string layer)
    {
        json.WriteStartArray();
        json.WriteStringValue(layer);
        json.WriteNumberValue(0);
        json.WriteNumberValue(0);
    }

    private static void WriteManifest(
        Utf8JsonWriter json, IReadOnlyList<TensorFlowJsWeights> all, bool[] halves, string file)
    {
        json.WriteStartArray("weightsManifest");
        json.WriteStartObject();
        json.WriteStartArray("paths");
        json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteStartArray("weights");
        for (int i = 0; i < all.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", all[i].Name);
            json.WriteStartArray("shape");
            foreach (int side in all[i].Sides)
            {
                json.WriteNumberValue(side);
            }

            json.WriteEndArray();
            json.WriteString("dtype", "float32");
            if (halves[i])
            {
                // TensorFlow.js calls it quantization, but only numbers that half precision holds exactly are written so.
                json.WriteStartObject("quantization");
                json.WriteString("dtype", "float16");
                json.WriteString("original_dtype", "float32");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static byte[] Content(IReadOnlyList<TensorFlowJsWeights> all, bool[] halves)
    {
        int size = 0;
        for (int i = 0; i < all.Count; i++)
        {
            size = checked(size + (all[i].Values.Length * (halves[i] ? sizeof(ushort) : sizeof(float))));
        }

        byte[] content = new byte[size];
        Span<byte> rest = content;
        for (int i = 0; i < all.Count; i++)
        {
            foreach (float value in all[i].Values)
            {
                if (halves[i])
                {
                    BinaryPrimitives.WriteHalfLittleEndian(rest, (Half)value);
                    rest = rest[sizeof(ushort)..];
                }
                else
                {
                    BinaryPrimitives.WriteSingleLittleEndian(rest, value);
                    rest = rest[sizeof(float)..];
                }
            }
        }

        return content;
    }
}

/// <summary>A network in TensorFlow.js' layers format.</summary>
/// <param name="Layers">The layers, each after those whose results it takes; the first is the input, the last the output.</param>
/// <param name="Weights">All weights.</param>
internal sealed record TensorFlowJsModel(IReadOnlyList<TensorFlowJsLayer> Layers, IReadOnlyList<TensorFlowJsWeights> Weights);

/// <summary>A layer of TensorFlow.js' layers format, which is Keras 2's.</summary>
/// <param name="Class">Such as <c>Conv2D</c>.</param>
/// <param name="Name">The name, with which the names of its weights begin.</param>
/// <param name="Inputs">The layers whose results it takes.</param>
/// <param name="WriteConfiguration">Writes the members of its <c>config</c> besides the name.</param>
internal sealed record TensorFlowJsLayer(
    string Class, string Name, IReadOnlyList<string> Inputs, Action<Utf8JsonWriter> WriteConfiguration);

/// <summary>A layer's weights: their full name, their shape, and the numbers row-major.</summary>
internal sealed record TensorFlowJsWeights(string Name, int[] Sides, float[] Values);
