using DigitEngine;
using MlNetDigits.Benchmarks.Fuzzing.Targets;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>
/// A reader of files from outside: valid inputs, the way to damage them, and the checks of what it does with them. It is used by
/// several threads at once.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>The name of the input that every reader is given.</summary>
    public const string InputName = "input";

    /// <summary>The name on the command line and at the start of regression files' names.</summary>
    public abstract string Name { get; }

    /// <summary>The only exception that a bad input may cause; null if no input is bad.</summary>
    public abstract Type? Problem { get; }

    /// <summary>Valid inputs of a few hundred bytes each.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>The start of every message.</summary>
    public virtual string MessageStart => InputName + ":";

    /// <summary>The number of inputs in a test run, which takes about half a second.</summary>
    public virtual int ShortPass => 5000;

    /// <summary>The most bytes that reading one input may allocate. Inputs are small, so this is too.</summary>
    public virtual long MostAllocation => 32L << 20;

    /// <summary>A damaged copy of one of the <see cref="Seeds"/>.</summary>
    public abstract byte[] Mutate(int seed, ref SeededRandom random);

    /// <summary>
    /// Reads an input. Throws <see cref="Problem"/> if the input is bad, and <see cref="FuzzException"/> if the result is wrong,
    /// for example different after writing and reading it again.
    /// </summary>
    public abstract void Run(byte[] input);

    protected static void Require(bool condition, string broken)
    {
        if (!condition)
        {
            throw new FuzzException(broken);
        }
    }

    protected static void RequireSame(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, string what) =>
        Require(first.SequenceEqual(second), $"{what} gives other bytes the second time");
}

/// <summary>A reader gave a wrong result for an input.</summary>
internal sealed class FuzzException(string message) : Exception(message);

/// <summary>Every reader of files from outside.</summary>
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
