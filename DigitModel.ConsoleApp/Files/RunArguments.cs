using System.Text.Json;
using System.Text.Json.Serialization;
using DigitEngine.Persistence;
using MlNetDigits.ConsoleApp.Commands;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>The options of a run, kept in its folder until it is complete, so that it can be resumed.</summary>
internal static class RunArguments
{
    public const string Name = "arguments.json";

    /// <exception cref="OutputFileException">They can't be written.</exception>
    public static void Write(RunFolder folder, TrainArguments arguments)
    {
        // The run may be resumed from another folder.
        TrainArguments absolute = arguments with { Data = Absolute(arguments.Data), Test = Absolute(arguments.Test), GroupFile = Absolute(arguments.GroupFile) };
        OutputFile.Save(
            folder.PathOf(Name), stream => JsonSerializer.Serialize(stream, absolute, RunArgumentsJson.Default.TrainArguments));
    }

    /// <exception cref="CommandException">The folder is not that of a run that can be resumed.</exception>
    public static TrainArguments Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, RunArgumentsJson.Default.TrainArguments)
                ?? throw new CommandException($"{path}: expected the options of a run but found null");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(
                File.Exists(Path.Combine(folder, RunFolder.Record))
                    ? $"{folder}: this run is finished: there is nothing to resume"
                    : $"{folder}: is not the folder of an interrupted run: there is no {Name} in it",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException($"{path}: can't be read as the options of a run", error);
        }
    }

    private static string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path);
}

/// <summary>Reads and writes <see cref="TrainArguments"/> without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainArguments))]
internal sealed partial class RunArgumentsJson : JsonSerializerContext;
