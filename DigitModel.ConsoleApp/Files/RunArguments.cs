using System.Text.Json;
using MlNetDigits.ConsoleApp.Commands;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>What a run was asked for, kept in its folder until it is complete, so that it can be gone on with.</summary>
internal static class RunArguments
{
    public const string Name = "arguments.json";

    /// <exception cref="CommandException">They can't be written.</exception>
    public static void Write(RunFolder folder, TrainArguments arguments)
    {
        using OutputFile file = new(folder.PathOf(Name));
        // Found again from whatever folder the run is gone on with.
        TrainArguments absolute = arguments with { Data = Absolute(arguments.Data), Test = Absolute(arguments.Test) };
        file.Write(stream => JsonSerializer.Serialize(stream, absolute, RunArgumentsJson.Default.TrainArguments));
        file.Commit();
    }

    /// <exception cref="CommandException">The folder is not that of a run that can be gone on with.</exception>
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
            throw new CommandException($"{folder}: is no folder of a run that was interrupted: there is no {Name} in it", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException($"{path}: can't be read as the options of a run", error);
        }
    }

    private static string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path);
}
