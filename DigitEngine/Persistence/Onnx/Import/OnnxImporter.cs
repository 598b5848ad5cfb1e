using System.Globalization;
using System.Security.Cryptography;
using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>Turns ONNX into networks, and ONNX files of other frameworks into model files.</summary>
internal static class OnnxImporter
{
    private static readonly Shape Image = new(DigitImage.Height, DigitImage.Width, 1);

    /// <summary>The model file of an ONNX file.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="path">Its path, for messages and the manifest.</param>
    /// <param name="options">What the file doesn't say.</param>
    /// <exception cref="ModelFormatException">The graph contains something that this version can't compute.</exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public static ModelFile Import(byte[] bytes, string path, OnnxImportOptions options)
    {
        options.Validate();
        OnnxModel model = OnnxReader.Read(bytes, path);
        TrainedNetwork network = ToNetwork(model, path, options);
        string producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        ModelImport import = new(
            MessageText.Escape(Path.GetFileName(path)),
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            producer.Length == 0 ? "not said" : MessageText.Escape(MessageText.Clip(producer)),
            Describe(options));
        try
        {
            return ModelFile.Create(network, TrainedText.Of(network.Members[0].Layers), null, null, import, null);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException(path, $"makes a network that can't be saved: {e.Message}", e);
        }
    }

    /// <summary>The network that a graph describes.</summary>
    /// <exception cref="ModelFormatException">The graph contains something that this version can't compute.</exception>
    public static TrainedNetwork ToNetwork(OnnxModel model, string file, OnnxImportOptions options)
    {
        OnnxScores scores = OnnxGraphReader.Read(model, file, Image, Preprocessing(options));
        double temperature = 1 / (scores.Factor * scores.Members.Count);
        if (temperature is not (> 1e-6 and < 1e6))
        {
            throw new ModelFormatException(file, FormattableString.Invariant($"divides logits by {temperature}, expected more than 1E-06 and less than 1000000"));
        }

        List<TrainedMember> members = [];
        foreach (OnnxValueChain chain in scores.Members)
        {
            if (chain.Pending is not null || !chain.IsVector || chain.Sides[0] != DigitImage.ClassCount || chain.Layer is null)
            {
                throw new ModelFormatException(
                    file,
                    $"gives [N, {string.Join(", ", chain.Sides)}], expected the output of a layer, [N, {DigitImage.ClassCount}]");
            }

            members.Add(new(OutputOrder.Put([.. LayerFolding.Fold(chain.Layers())], chain.Order, options.Labels)));
        }

        return new(members, (float)temperature);
    }

    private static ChannelAffine? Preprocessing(OnnxImportOptions options)
    {
        double factor = options.Scale / options.StandardDeviation, addend = -options.Mean / options.StandardDeviation;
        if (options.Inverted)
        {
            (factor, addend) = (-factor, addend + factor);
        }

        return (factor, addend) == (1, 0) ? null : ChannelAffine.Of(1, factor, addend);
    }

    private static string Describe(OnnxImportOptions options)
    {
        string grey = string.Create(
            CultureInfo.InvariantCulture,
            $"grey values 0 ({(options.Inverted ? "ink" : "background")}) to {options.Scale} ({(options.Inverted ? "background" : "ink")})");
        return (options.Mean, options.StandardDeviation) == (0, 1)
            ? grey
            : grey + string.Create(CultureInfo.InvariantCulture, $", less {options.Mean}, divided by {options.StandardDeviation}");
    }
}

/// <summary>Puts a network's outputs into the order of the digits.</summary>
internal static class OutputOrder
{
    /// <summary>The same layers with their outputs in order.</summary>
    /// <param name="layers">At least one, the last with ten outputs.</param>
    /// <param name="order">For each output, its place among the labels; null where both have the same order.</param>
    /// <param name="labels">The digits.</param>
    public static TrainedLayer[] Put(TrainedLayer[] layers, int[]? order, string labels)
    {
        int[] digits = [.. Enumerable.Range(0, labels.Length).Select(output => labels[order?[output] ?? output] - '0')];
        if (digits.SequenceEqual(Enumerable.Range(0, digits.Length)))
        {
            return layers;
        }

        return layers[^1] switch
        {
            TrainedDense dense =>
                [.. layers[..^1], dense with { Weights = Columns(dense.Weights, digits), Biases = Columns(dense.Biases, digits) }],
            TrainedConvolution convolution when convolution.Output.Channels == digits.Length =>
            [
                .. layers[..^1],
                convolution with { Weights = Columns(convolution.Weights, digits), Biases = Columns(convolution.Biases, digits) },
            ],
            _ => [.. layers, Exchange(digits)],
        };
    }

    /// <summary>Rows with one number for each output, put into the order of the digits.</summary>
    private static float[] Columns(float[] rows, int[] digits)
    {
        float[] moved = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            (int row, int output) = Math.DivRem(i, digits.Length);
            moved[(row * digits.Length) + digits[output]] = rows[i];
        }

        return moved;
    }

    /// <summary>A layer that only reorders.</summary>
    private static TrainedDense Exchange(int[] digits)
    {
        float[] weights = new float[digits.Length * digits.Length];
        for (int output = 0; output < digits.Length; output++)
        {
            weights[(output * digits.Length) + digits[output]] = 1;
        }

        return new(new(1, 1, digits.Length), digits.Length, weights, new float[digits.Length], Relu: false);
    }
}
