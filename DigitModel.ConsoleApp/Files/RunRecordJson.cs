using System.Text.Json.Serialization;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Reads and writes <see cref="RunRecord"/> without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunRecordJson : JsonSerializerContext;
