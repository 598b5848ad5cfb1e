using System.Text.Json.Serialization;
using DigitModel.ConsoleApp.Commands;

namespace DigitModel.ConsoleApp.Files;

/// <summary>Reads and writes <see cref="TrainArguments"/> without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainArguments))]
internal sealed partial class RunArgumentsJson : JsonSerializerContext;
