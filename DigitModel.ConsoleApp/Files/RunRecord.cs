using System.Text.Json;
using System.Text.Json.Serialization;
using DigitEngine.Data;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// What is needed, besides a run's results, to make its report again: the content of <c>run.json</c>.
/// </summary>
internal sealed record RunRecord
{
    /// <summary>More than any record needs.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>The file of the test images: a path relative to the run's folder, with slashes.</summary>
    public required string TestData { get; init; }

    /// <summary>SHA-256 of the test images and their labels.</summary>
    public required string TestFingerprint { get; init; }

    /// <summary>The number of epochs of each network of the model.</summary>
    public required int EpochsPerMember { get; init; }

    /// <summary>The number of training images of each digit.</summary>
    public required IReadOnlyList<int> TrainingLabels { get; init; }

    /// <summary>The number of validation images of each digit.</summary>
    public required IReadOnlyList<int> ValidationLabels { get; init; }

    /// <summary>A path relative to the run's folder, so that both can be moved together.</summary>
    public static string FromFolder(string folder, string path) =>
        Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The file of the test images, seen from the current folder.</summary>
    public string TestDataFrom(string folder) =>
        CommandHint.Shorten(Path.GetFullPath(Path.Combine(Path.GetFullPath(folder), TestData)));

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, RunRecordJson.Default.RunRecord);

    /// <exception cref="CommandException">The file can't be read or holds something else.</exception>
    public static RunRecord Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxLength)
            {
                throw new CommandException($"{path}: expected the record of a run but found a file of more than 1 MiB");
            }

            RunRecord? record = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunRecordJson.Default.RunRecord);
            return record is { TestData: not null, TestFingerprint: not null, EpochsPerMember: >= 0 }
                && IsCounts(record.TrainingLabels) && IsCounts(record.ValidationLabels) && !record.TestData.Contains('\0')
                ? record
                : throw new CommandException($"{path}: expected the record of a run but found other values");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new CommandException($"{path}: can't be read as the record of a run", error);
        }
    }

    private static bool IsCounts(IReadOnlyList<int>? counts) =>
        counts is { Count: DigitImage.ClassCount } && counts.All(count => count >= 0);
}

/// <summary>Reads and writes <see cref="RunRecord"/> without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunRecordJson : JsonSerializerContext;
