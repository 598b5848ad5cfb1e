using System.Text.Json.Serialization;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>The options of <c>train</c> as they were typed; null for those that were not.</summary>
internal sealed record TrainArguments
{
    public string? Data { get; init; }

    public string? Test { get; init; }

    public string? Split { get; init; }

    public string? GroupColumn { get; init; }

    public string? GroupFile { get; init; }

    public string? Preset { get; init; }

    public string? Architecture { get; init; }

    public int? Epochs { get; init; }

    public int? Iterations { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public string? Optimizer { get; init; }

    public ulong? Seed { get; init; }

    public int? Threads { get; init; }

    public string? Output { get; init; }

    [JsonIgnore]
    public bool Force { get; init; }

    public bool Quiet { get; init; }
}
