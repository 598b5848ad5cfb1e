using System.Globalization;
using System.Security.Cryptography;
using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Persistence;

/// <summary>Makes a model file of an ONNX file that another framework wrote.</summary>
internal static class OnnxModelImporter
{
    private static readonly Shape Image = new(DigitImage.Height, DigitImage.Width, 1);

    /// <exception cref="ModelFormatException">The bytes hold what this version can't compute.</exception>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
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
            return ModelFile.Create(network, TrainedText.Of(network.Members[0].Layers), null, null, import);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException(path, $"makes a network that can't be saved: {e.Message}", e);
        }
    }

    /// <summary>The network that a graph describes.</summary>
    public static TrainedNetwork ToNetwork(OnnxModel model, string file, OnnxImportOptions options)
    {
        OnnxScores scores = OnnxGraphImporter.Import(model, file, Image, Preprocessing(options));
        double temperature = 1 / (scores.Factor * scores.Members.Count);
        if (temperature is not (> 1e-6 and < 1e6))
        {
            throw new ModelFormatException(file, FormattableString.Invariant($"divides logits by {temperature}"));
        }

        List<TrainedMember> members = [];
        foreach (OnnxLine line in scores.Members)
        {
            if (line.Pending != null || !line.IsVector || line.Sides[0] != DigitImage.ClassCount || line.Layer == null)
            {
                throw new ModelFormatException(
                    file,
                    $"gives [N, {string.Join(", ", line.Sides)}], expected the output of a layer, [N, {DigitImage.ClassCount}]");
            }

            members.Add(new(OutputOrder.Put([.. LayerFolding.Fold(line.Layers())], line.Order, options.Labels)));
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
