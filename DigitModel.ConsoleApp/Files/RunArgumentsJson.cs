using System.Text.Json.Serialization;
using MlNetDigits.ConsoleApp.Commands;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Reads and writes <see cref="TrainArguments"/> without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainArguments))]
internal sealed partial class RunArgumentsJson : JsonSerializerContext;
