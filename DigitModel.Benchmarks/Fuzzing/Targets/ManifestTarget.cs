using DigitEngine;
using DigitEngine.Persistence;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary><c>manifest.json</c> of a model file whose other entries are sound.</summary>
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
        // The entry's own word for its network tells which file the manifest was made for.
        ModelEntries entries = _entries[input.AsSpan().IndexOf("\"temperature\""u8) < 0 ? 0 : 1];
        byte[] file = (entries with { Manifest = input }).ToZip();
        byte[] saved = SmallModels.Bytes(ModelFile.Load(new MemoryStream(file), InputName));
        RequireSame(saved, SmallModels.Bytes(ModelFile.Load(new MemoryStream(saved), "saved")), "saving and loading");
    }
}
