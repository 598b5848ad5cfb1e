using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DigitEngine;
using DigitEngine.Persistence;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Model files: the zip, its entries, and the manifest's hashes of them.</summary>
internal sealed class ModelZipTarget : FuzzTarget
{
    // The local headers of the manifest and the card, the list of entries and the end are mostly in the last bytes.
    private const int ListLength = 3000;

    private static readonly string[] Names =
    [
        "../manifest.json", "/etc/passwd", "C:\\model.onnx", "..\\..\\x", ModelFile.OnnxName + "/", ModelFile.OnnxName.ToUpperInvariant(),
        ModelFile.OnnxName.Replace('/', '\\'), "TransformerChain/Transform_001/Transform_001/OnnxModel", "Manifest.json", "modelcard.md", "",
        "a\nb", "\u202eonnx", new string('x', 300), ModelFile.OnnxName, "manifest.json", "MODELCARD.md",
    ];

    private readonly ModelEntries[] _entries;

    // Longer than the reader allows entries to be.
    private readonly byte[] _packedMegabytes = ZipBytes.Pack(new byte[2 << 20]);

    public ModelZipTarget()
    {
        Seeds = [.. Enumerable.Range(0, SmallModels.Networks.Count).Select(i => SmallModels.Bytes(SmallModels.File(i)))];
        _entries = [.. Seeds.Select(ModelEntries.Of)];
    }

    public override string Name => "model-zip";

    public override Type Problem => typeof(ModelFormatException);

    public override int ShortPass => 2500;

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] file = Seeds[seed];
        ModelEntries entries = _entries[seed];
        switch (random.NextInt32(8))
        {
            case 0:
                return ByteMutations.Damage(file, ref random);
            case 1 or 2:
                return ByteMutations.Damage(file, file.Length - ListLength, file.Length, ref random);
            case 3:
                ModelEntries damaged = entries.WithOnnx(WithLength(ByteMutations.Damage(entries.Onnx, ref random), ref random));
                return random.NextInt32(2) == 0 ? damaged.ToZip(random.NextInt32(4) == 0) : damaged.ToMlNetZip(random.NextInt32(4) == 0);
            case 4:
                return entries.WithCard(ByteMutations.Damage(entries.Card, ref random)).ToZip();
            case 5:
                byte[] packed = entries.ToZip(packed: true);
                return ByteMutations.Damage(packed, 0, packed.Length, ref random);
            default:
                return Rearranged(entries, ref random);
        }
    }

    public override void Run(byte[] input)
    {
        ModelFile model = ModelFile.Load(new MemoryStream(input), InputName);
        byte[] saved = SmallModels.Bytes(model);
        RequireSame(saved, SmallModels.Bytes(ModelFile.Load(new MemoryStream(saved), "saved")), "saving and loading");
    }

    /// <summary>An entry whose length in front of the graph was put right, most of the time.</summary>
    private static byte[] WithLength(byte[] entry, ref SeededRandom random)
    {
        if (entry.Length >= sizeof(int) && random.NextInt32(4) > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry, entry.Length - sizeof(int));
        }

        return entry;
    }

    private byte[] Rearranged(ModelEntries entries, ref SeededRandom random)
    {
        List<(string Name, byte[] Content)> list =
            [(ModelFile.OnnxName, entries.Onnx), (ModelFile.ManifestName, entries.Manifest), (ModelFile.CardName, entries.Card)];
        int place = random.NextInt32(list.Count);
        string name = Names[random.NextInt32(Names.Length)];
        int kind = random.NextInt32(8);
        switch (kind)
        {
            case 0:
                list.RemoveAt(place);
                break;
            case 1:
                list.Add(list[place]);
                break;
            case 2:
                list[place] = (name, list[place].Content);
                break;
            case 3:
                list.Add((name, [1, 2, 3]));
                break;
            default:
                break;
        }

        ZipBytes zip = new();
        for (int i = 0; i < list.Count; i++)
        {
            bool chosen = i == place;
            if (chosen && kind == 4)
            {
                zip.AddStored(list[i].Name, _packedMegabytes, 8, random.NextInt32(2) == 0 ? 2u << 20 : 100, 0);
            }
            else if (chosen && kind == 5)
            {
                zip.AddStored(list[i].Name, list[i].Content, (ushort)random.NextInt32(20), (uint)list[i].Content.Length, 0);
            }
            else
            {
                zip.Add(list[i].Name, list[i].Content, kind == 6, chosen && kind >= 6 ? (uint)ByteMutations.OddNumber(ref random) : null);
            }
        }

        return zip.ToArray();
    }
}

/// <summary><c>manifest.json</c> in a model file whose other entries are valid.</summary>
internal sealed class ManifestTarget : FuzzTarget
{
    private readonly ModelEntries[] _entries;

    public ManifestTarget()
    {
        _entries = [.. ((int[])[0, 4]).Select(network => ModelEntries.Of(SmallModels.Bytes(SmallModels.File(network))))];
        Seeds = [.. _entries.Select(entries => entries.Manifest)];
    }

    public override string Name => "manifest";

    public override Type Problem => typeof(ModelFormatException);

    public override int ShortPass => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override byte[] Mutate(int seed, ref SeededRandom random) => JsonTokens.Words.Damage(Seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        // Only the second model has a temperature, so its manifest can be recognised.
        ModelEntries entries = _entries[input.AsSpan().IndexOf("\"temperature\""u8) < 0 ? 0 : 1];
        byte[] file = (entries with { Manifest = input }).ToZip();
        byte[] saved = SmallModels.Bytes(ModelFile.Load(new MemoryStream(file), InputName));
        RequireSame(saved, SmallModels.Bytes(ModelFile.Load(new MemoryStream(saved), "saved")), "saving and loading");
    }
}

/// <summary>The entries of a valid model file.</summary>
internal sealed record ModelEntries(byte[] Onnx, byte[] Manifest, byte[] Card)
{
    private IReadOnlyList<(string Name, byte[] Content)> MlNetSteps { get; init; } = [];

    public static ModelEntries Of(byte[] file)
    {
        using ZipArchive zip = new(new MemoryStream(file));
        string[] own = [ModelFile.OnnxName, ModelFile.ManifestName, ModelFile.CardName];
        return new(Read(zip, ModelFile.OnnxName), Read(zip, ModelFile.ManifestName), Read(zip, ModelFile.CardName))
        {
            MlNetSteps = [.. zip.Entries.Select(entry => entry.FullName).Except(own).Select(name => (name, Read(zip, name)))],
        };
    }

    /// <summary>The same with another network and its hash in the manifest.</summary>
    public ModelEntries WithOnnx(byte[] onnx) => this with { Onnx = onnx, Manifest = WithHash(Onnx, onnx) };

    /// <summary>The same with another model card and its hash in the manifest.</summary>
    public ModelEntries WithCard(byte[] card) => this with { Card = card, Manifest = WithHash(Card, card) };

    public byte[] ToZip(bool packed = false)
    {
        ZipBytes zip = new ZipBytes()
            .Add(ModelFile.OnnxName, Onnx, packed)
            .Add(ModelFile.ManifestName, Manifest, packed)
            .Add(ModelFile.CardName, Card, packed);
        foreach ((string name, byte[] content) in MlNetSteps)
        {
            zip.Add(name, content, packed);
        }

        return zip.ToArray();
    }

    /// <summary>A file as ML.NET saves it, without this library's own entries.</summary>
    public byte[] ToMlNetZip(bool packed) =>
        new ZipBytes().Add("TransformerChain/Model.key", [0]).Add(ModelFile.OnnxName, Onnx, packed).ToArray();

    private byte[] WithHash(byte[] old, byte[] content) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Manifest).Replace(Hash(old), Hash(content), StringComparison.Ordinal));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Read(ZipArchive zip, string name)
    {
        using MemoryStream content = new();
        using Stream entry = zip.GetEntry(name)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }
}
