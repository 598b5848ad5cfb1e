using MlNetDigits.Benchmarks.Fuzzing.Targets;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>Every reader of strangers' bytes.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new CsvTarget(),
        new SlicedCsvTarget(),
        new GzipTarget(),
        new IdxImagesTarget(),
        new IdxLabelsTarget(),
        new PictureTarget("png", ".png"),
        new PictureTarget("jpeg", ".jpg"),
        new PictureTarget("bmp", ".bmp"),
        new PictureTarget("gif", ".gif"),
        new PictureTarget("tiff", ".tif"),
        new PictureTarget("pnm", ".pbm", ".pgm", ".ppm"),
        new NormalizationTarget(),
        new FieldTarget(),
        new ModelZipTarget(),
        new ManifestTarget(),
        new OnnxTarget(asGraph: false),
        new OnnxTarget(asGraph: true),
        new OnnxImportTarget(asGraph: false),
        new OnnxImportTarget(asGraph: true),
        new NetworkTextTarget(),
        new CheckpointTarget(),
        new MetricsTarget(),
    ];

    public static FuzzTarget Find(string name) => All.Single(target => target.Name == name);
}
