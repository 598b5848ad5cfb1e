using DigitEngine.Training;
using MlNetDigits.ConsoleApp.Commands;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// The last two checkpoints of a run, in its folder: should one be lost with the machine, there is the other. With them what
/// the run was asked for. A run that is complete leaves none of it.
/// </summary>
internal sealed class CheckpointFiles(RunFolder folder, TrainArguments arguments)
{
    private static readonly string[] Names = ["checkpoint-1.bin", "checkpoint-2.bin"];

    private int _next;

    /// <summary>Whether there is a checkpoint, whole or not.</summary>
    public bool HasCheckpoint => Names.Any(name => File.Exists(folder.PathOf(name)));

    /// <summary>Writes a checkpoint in the place of the older one, whole or not at all.</summary>
    /// <exception cref="CommandException">It can't be written; the other one is still there.</exception>
    public void Save(TrainingCheckpoint checkpoint)
    {
        try
        {
            if (!File.Exists(folder.PathOf(RunArguments.Name)))
            {
                RunArguments.Write(folder, arguments);
            }

            using OutputFile file = new(folder.PathOf(Names[_next]));
            file.Write(checkpoint.Save);
            file.Commit();
            _next = 1 - _next;
        }
        catch (CommandException) when (!HasCheckpoint)
        {
            // Without one, the options alone are no run to go on with.
            Delete();
            throw;
        }
    }

    /// <summary>The newest checkpoint that is whole.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    /// <exception cref="TrainingCheckpointException">There is none that is whole.</exception>
    public TrainingCheckpoint LoadNewest()
    {
        TrainingCheckpoint? newest = null;
        TrainingCheckpointException? problem = null;
        for (int i = 0; i < Names.Length; i++)
        {
            string path = folder.PathOf(Names[i]);
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                using FileStream stream = File.OpenRead(path);
                TrainingCheckpoint checkpoint = TrainingCheckpoint.Load(stream, path);
                if (newest is null || checkpoint.Iteration > newest.Iteration)
                {
                    newest = checkpoint;
                    _next = 1 - i;
                }
            }
            catch (TrainingCheckpointException error)
            {
                problem = error;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{path}: can't be read", error);
            }
        }

        if (newest is null)
        {
            throw problem ?? (Exception)new CommandException($"{folder.Path}: holds no checkpoint to go on from");
        }

        if (problem is not null)
        {
            Failure.Tell(problem, "warning: ");
        }

        return newest;
    }

    /// <summary>Removes what was kept, of a run that is complete or can't be gone on with.</summary>
    public void Delete()
    {
        foreach (string path in Names.Append(RunArguments.Name).Select(folder.PathOf))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception error) when (OutputFile.IsOutputError(error))
            {
                throw OutputFile.Unwritable(path, error);
            }
        }
    }
}
