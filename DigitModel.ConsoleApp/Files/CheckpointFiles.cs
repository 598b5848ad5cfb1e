using DigitEngine.Persistence;
using DigitEngine.Training;
using MlNetDigits.ConsoleApp.Commands;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// The last two checkpoints of a run in its folder, so that one is left if the machine fails while the other is written, and the
/// run's options. Nothing of this remains once a run is complete.
/// </summary>
internal sealed class CheckpointFiles(RunFolder folder, TrainArguments arguments)
{
    private static readonly string[] Names = ["checkpoint-1.bin", "checkpoint-2.bin"];

    private int _next;

    /// <summary>Whether there is a checkpoint, valid or not.</summary>
    public bool HasCheckpoint => Names.Any(name => File.Exists(folder.PathOf(name)));

    /// <summary>Replaces the older checkpoint, completely or not at all.</summary>
    /// <exception cref="OutputFileException">It can't be written; the other one is still there.</exception>
    public void Save(TrainingCheckpoint checkpoint)
    {
        try
        {
            if (!File.Exists(folder.PathOf(RunArguments.Name)))
            {
                RunArguments.Write(folder, arguments);
            }

            OutputFile.Save(folder.PathOf(Names[_next]), checkpoint.Save);
            _next = 1 - _next;
        }
        catch (OutputFileException) when (!HasCheckpoint)
        {
            // A run can't be resumed from its options alone.
            Delete();
            throw;
        }
    }

    /// <summary>The newest valid checkpoint.</summary>
    /// <exception cref="CommandException">There is no checkpoint.</exception>
    /// <exception cref="TrainingCheckpointException">There is no valid one.</exception>
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
            throw problem ?? (Exception)new CommandException($"{folder.Path}: contains no checkpoint to resume from");
        }

        if (problem is not null)
        {
            ErrorReporter.Write(problem, "warning: ");
        }

        return newest;
    }

    /// <summary>Deletes checkpoints and options, of a run that is complete or can't be resumed.</summary>
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
