using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;

namespace DigitEngine.Persistence;

/// <summary>
/// Reads the zip of a model file and trusts nothing in it: sizes are counted while reading, names are only compared, and nothing
/// is unpacked to disk.
/// </summary>
internal sealed class ModelFileReader
{
    /// <summary>The labels that every manifest must have: the ten digits in order.</summary>
    public static readonly IReadOnlyList<string> Digits = Array.AsReadOnly(
        [.. Enumerable.Range(0, DigitImage.ClassCount).Select(digit => digit.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>As many as a network definition may have.</summary>
    private const long MostParameters = 64L << 20;

    /// <summary>The most bytes of an ONNX graph besides its parameters, which take four each.</summary>
    private const long OnnxOverhead = 1 << 20;

    private const long LargestText = 1 << 20;

    /// <summary>The hashes of ten million training images.</summary>
    private const long LargestHashes = 16 << 20;

    /// <summary>How many characters of an error in the JSON are shown: it may quote much of the JSON.</summary>
    private const int LongestReason = 120;

    /// <summary>The most files that a manifest may name: each is unpacked, however little space it takes in the zip.</summary>
    private const int MostFiles = 32;

    /// <summary>The most that deflate can do: 258 bytes from two bits.</summary>
    private const long MaxDeflateRatio = 1032;

    private const long LargestFile = (MostParameters * sizeof(float)) + (16 << 20);

    /// <summary>The most bytes that are read to list the entries. The list of a model file takes about two thousand.</summary>
    private const long LargestDirectory = 1 << 20;

    private static readonly JsonDocumentOptions ManifestOptions = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly string _name;
    private readonly long _length;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    private ModelFileReader(string name, long length)
    {
        _name = name;
        _length = length;
    }

    /// <exception cref="ModelFormatException">The content is not a model.</exception>
    public static ModelFile Read(Stream stream, string name)
    {
        using Stream? copy = stream is FileStream { CanSeek: true, Position: 0 } ? null : Copy(stream, name);
        Stream content = copy ?? stream;
        if (content.Length > LargestFile)
        {
            throw TooLarge(name);
        }

        RequireZip(content, name);
        using LimitedStream limited = new(content, LargestDirectory);
        try
        {
            return new ModelFileReader(name, content.Length).Read(limited);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ModelFormatException(name, "is damaged or is not a model file" + (limited.IsExceeded ? ": its list of entries is too long" : ""), e);
        }
    }

    /// <summary>Refuses other files before <see cref="ZipArchive"/> does so with a less helpful message.</summary>
    private static void RequireZip(Stream content, string name)
    {
        Span<byte> start = stackalloc byte[FileKind.Length];
        start = start[..content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        content.Position = 0;
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8))
        {
            return;
        }

        string found = start.IsEmpty ? "an empty file"
            : FileKind.Of(start) is string kind ? kind + (kind == FileKind.Onnx ? ": make a model of it with import" : "")
            : "something else";
        throw new ModelFormatException(name, $"expected a model file, which is a zip archive, but found {found}");
    }

    /// <summary>Whether <see cref="ZipArchive"/> threw this because of invalid content, and not because of a failing disk.</summary>
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException;

    private static ModelFormatException TooLarge(string name) =>
        new(name, FormattableString.Invariant($"is too large for a model file, expected at most {LargestFile >> 20} MB"));

    private static MemoryStream Copy(Stream stream, string name)
    {
        MemoryStream copy = new();
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            if (copy.Length + count > LargestFile)
            {
                throw TooLarge(name);
            }

            copy.Write(buffer, 0, count);
        }

        copy.Position = 0;
        return copy;
    }

    private ModelFile Read(LimitedStream stream)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            // ML.NET on Windows writes names with backslashes.
            string name = entry.FullName.Replace('\\', '/');
            Require(_entries.TryAdd(name, entry), $"contains {MessageText.Quote(name)} twice");
        }

        stream.Lift();
        return _entries.ContainsKey(ModelFile.ManifestName) ? ReadComplete() : ReadFromMlNet();
    }

    /// <summary>Reads what <see cref="ModelFileWriter"/> wrote.</summary>
    private ModelFile ReadComplete()
    {
        ModelManifest manifest = ReadManifest(ReadEntry(ModelFile.ManifestName, LargestText), ModelFile.ManifestName);
        Require(
            manifest.Files.Count <= MostFiles, $"{ModelFile.ManifestName}: expected at most {MostFiles} files but found {manifest.Files.Count}");
        foreach (string file in (string[])[ModelFile.OnnxName, ModelFile.CardName])
        {
            Require(manifest.Files.ContainsKey(file), $"{ModelFile.ManifestName} has no SHA-256 for {file}");
        }

        string? unknown = _entries.Keys.FirstOrDefault(
            name => name.StartsWith("TransformerChain/", StringComparison.Ordinal) && !manifest.Files.ContainsKey(name));
        Require(unknown is null, $"{ModelFile.ManifestName} has no SHA-256 for {MessageText.Clip(unknown ?? "")}");

        byte[] card = [];
        byte[] onnx = [];
        TrainedImages? trainedImages = null;
        foreach ((string file, string hash) in manifest.Files)
        {
            bool isOnnx = file == ModelFile.OnnxName;
            byte[] content = ReadEntry(file, isOnnx ? OnnxOverhead + (manifest.ParameterCount * sizeof(float))
                : file == ModelFile.TrainedImagesName ? LargestHashes
                : LargestText);
            Require(
                Convert.ToHexStringLower(SHA256.HashData(content)) == hash,
                $"{(isOnnx ? file : MessageText.Clip(file))} does not match its SHA-256 in {ModelFile.ManifestName}: the file is damaged or was changed");
            onnx = isOnnx ? content : onnx;
            card = file == ModelFile.CardName ? content : card;
            if (file == ModelFile.TrainedImagesName)
            {
                trainedImages = TrainedImages.Read(content);
                Require(trainedImages is not null, $"{file} is damaged");
            }
        }

        return new(
            ReadNetwork(ReadOnnx(onnx, ModelFile.OnnxName), manifest, ModelFile.ManifestName, ModelFile.OnnxName),
            manifest,
            Encoding.UTF8.GetString(card),
            trainedImages);
    }

    /// <summary>
    /// Reads what <c>mlContext.Model.Save</c> wrote of a pipeline that begins with the digit model: the manifest is inside the
    /// graph, and the card follows from it.
    /// </summary>
    private ModelFile ReadFromMlNet()
    {
        bool isMlNet = _entries.ContainsKey("TransformerChain/Model.key");
        bool isInside = _entries.Keys.Any(name => name.EndsWith("/OnnxModel", StringComparison.Ordinal));
        // A file with a card was written by this library. Without its manifest, damage could not be detected.
        Require(!_entries.ContainsKey(ModelFile.CardName), $"{ModelFile.ManifestName} is missing");
        string name = _entries.ContainsKey(ModelFile.LoneOnnxName) ? ModelFile.LoneOnnxName : ModelFile.OnnxName;
        Require(
            _entries.ContainsKey(name),
            _entries.Count == 0 ? "expected a model file but found an empty zip"
            : !isMlNet ? $"expected a digit model but found a zip without {ModelFile.ManifestName}"
            : isInside ? "is an ML.NET pipeline that does not begin with the digit model: only mlContext.Model.Load can run what comes before it"
            : "is an ML.NET model, but not a digit model");
        OnnxModel onnx = ReadOnnx(ReadEntry(name, OnnxOverhead + (MostParameters * sizeof(float))), name);
        byte[]? json = DigitGraph.ManifestOf(onnx);
        Require(json is not null, "is an ML.NET model with an ONNX graph, but not a digit model");
        ModelManifest manifest = ReadManifest(json!, $"{name}: {ModelFile.ManifestName}");
        return new(
            ReadNetwork(onnx, manifest, $"{name}: {ModelFile.ManifestName}", name), manifest, ModelCard.Write(manifest, null), trainedImages: null);
    }

    /// <summary>The graph in an entry, which begins with the length of the graph in 32 bits.</summary>
    private OnnxModel ReadOnnx(byte[] entry, string name)
    {
        Require(
            entry.Length >= sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(entry) == entry.Length - sizeof(int),
            $"{name} does not have the length that its first bytes give");
        return OnnxReader.Read(new(entry, sizeof(int), entry.Length - sizeof(int)), $"{_name}: {name}");
    }

    private TrainedNetwork ReadNetwork(OnnxModel onnx, ModelManifest manifest, string manifestName, string onnxName)
    {
        TrainedNetwork network = DigitGraph.Read(onnx, $"{_name}: {onnxName}");
        RequireAgreement(network, manifest, _name, manifestName);
        return network;
    }

    /// <summary>Compares what a manifest says about a network with the network.</summary>
    /// <exception cref="ModelFormatException">They differ.</exception>
    public static void RequireAgreement(TrainedNetwork network, ModelManifest manifest, string file, string manifestName)
    {
        if (network.ParameterCount != manifest.ParameterCount)
        {
            throw new ModelFormatException(
                file, $"{ModelFile.OnnxName} has {network.ParameterCount} parameters, but {manifestName} says {manifest.ParameterCount}");
        }

        ModelCalibration found = new(network.Temperature, network.DigitThreshold);
        if (manifest.Calibration is ModelCalibration said && said != found)
        {
            throw new ModelFormatException(
                file,
                FormattableString.Invariant(
                    $"{ModelFile.OnnxName} has the temperature {found.Temperature} and the digit threshold {found.DigitThreshold}, but ")
                + FormattableString.Invariant($"{manifestName} says {said.Temperature} and {said.DigitThreshold}"));
        }
    }

    private ModelManifest ReadManifest(byte[] json, string name)
    {
        ModelManifest manifest;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, ManifestOptions);
            RequireVersion(document.RootElement, name);
            manifest = ManifestJson.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            RequireVersionOfAnyJson(json, name);
            string place = e.LineNumber is long line ? FormattableString.Invariant($", line {line + 1},") : "";
            throw new ModelFormatException(_name, $"{name}{place} is not a valid manifest: {Reason(e)}", e);
        }
        catch (InvalidOperationException e)
        {
            // Thrown for text that is not valid UTF-8.
            throw new ModelFormatException(_name, $"{name} is not a valid manifest: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        Require(
            manifest.Labels.SequenceEqual(Digits), $"{name}: expected the labels 0 to 9 in order but found others");
        Require(
            manifest.Preprocessing is { Name: "unit", Width: DigitImage.Width, Height: DigitImage.Height },
            $"{name}: expected the preprocessing \"unit\" to {DigitImage.Width}x{DigitImage.Height} but found "
            + $"{MessageText.Quote(manifest.Preprocessing.Name)} to {manifest.Preprocessing.Width}x{manifest.Preprocessing.Height}");
        Require(
            manifest.ParameterCount is >= 1 and <= MostParameters,
            $"{name}: expected 1 to {MostParameters} parameters but found {manifest.ParameterCount}");
        return manifest;
    }

    /// <summary>The message without the line and the path, which are shown elsewhere.</summary>
    private static string Reason(JsonException e)
    {
        string message = e.Message.ReplaceLineEndings(" ");
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        end = end < 0 ? message.IndexOf(" LineNumber: ", StringComparison.Ordinal) : end;
        message = end < 0 ? message : message[..end];
        return message.Length <= LongestReason ? message : message[..LongestReason] + "…";
    }

    /// <summary>
    /// A newer version may write what this one takes for an error. Then the message must be about the version.
    /// </summary>
    private void RequireVersionOfAnyJson(byte[] json, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            RequireVersion(document.RootElement, name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON at all, or damaged characters. The caller already has a message for that.
        }
    }

    /// <summary>Checks the version before anything else, because a newer one may have changed everything else.</summary>
    private void RequireVersion(JsonElement manifest, string name)
    {
        int version = 0;
        Require(
            manifest.ValueKind == JsonValueKind.Object
            && manifest.TryGetProperty("formatVersion", out JsonElement element)
            && element.ValueKind == JsonValueKind.Number
            && element.TryGetInt32(out version)
            && version >= 1,
            $"{name} has no formatVersion");
        Require(
            version <= ModelManifest.CurrentFormatVersion,
            $"expected format version {ModelManifest.CurrentFormatVersion} but found {version}: update MlNetDigits to read it");
    }

    /// <summary>Reads an entry, whose content must be exactly as long as the zip says.</summary>
    /// <param name="file">The entry's name.</param>
    /// <param name="largest">The most bytes that it may unpack to.</param>
    private byte[] ReadEntry(string file, long largest)
    {
        string shown = file == ModelFile.OnnxName ? file : MessageText.Clip(file);
        Require(
            _entries.TryGetValue(file, out ZipArchiveEntry? entry) && entry.FullName.Replace('\\', '/') == file,
            $"{shown} is missing");
        Require(
            entry!.Length <= largest,
            FormattableString.Invariant($"{shown}: expected at most {largest} bytes but it unpacks to more"));
        string lie = FormattableString.Invariant($"{shown}: expected {entry.Length} bytes, as the zip says, but found another number");
        Require(entry.Length <= _length * MaxDeflateRatio, lie);
        using Stream stream = entry.Open();
        byte[] content = new byte[entry.Length];
        int count = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        Require(count == content.Length && stream.ReadByte() < 0, lie);
        return content;
    }

    private void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new ModelFormatException(_name, problem);
        }
    }
}
