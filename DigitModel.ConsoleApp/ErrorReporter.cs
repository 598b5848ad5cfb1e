using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Training;
using DigitPictures;

namespace MlNetDigits.ConsoleApp;

/// <summary>The process's exit codes.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;

    /// <summary>The work was done, but the model is worse than it was or than it must be.</summary>
    public const int Worse = 3;

    public const int Cancelled = 130;
}

/// <summary>The command can't be carried out: bad usage or bad input.</summary>
/// <param name="message">One line that says what was expected.</param>
/// <param name="cause">The error behind it, if any.</param>
internal sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Reports errors in one line on standard error, without a stack trace unless one is asked for.</summary>
internal static class ErrorReporter
{
    /// <summary>This environment variable, set to 1, adds the stack trace, for those who work on this program.</summary>
    private const string TraceVariable = "DIGITMODEL_TRACE";

    /// <summary>Reports the error that ends the command.</summary>
    /// <returns>The exit code for it.</returns>
    public static int Report(Exception error)
    {
        int code = CodeOf(error);
        string prefix = code == ExitCodes.Failed && error is not TrainingDivergedException
            ? $"unexpected error: {error.GetType().Name}: "
            : "error: ";
        Write(error, prefix);
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
        {
            Console.Error.WriteLine(error);
        }

        return code;
    }

    /// <summary>Reports an error after which the command continues.</summary>
    public static void Write(Exception error, string prefix = "error: ") => Console.Error.WriteLine(prefix + OneLine(error.Message));

    private static int CodeOf(Exception error) => error switch
    {
        CommandException
            or DataFormatException
            or DataSplitException
            or ModelFormatException
            or NetworkDefinitionException
            or OutputFileException
            or PictureFormatException
            or TrainingCheckpointException
            or TrainingOptionsException => ExitCodes.BadInput,
        _ => ExitCodes.Failed,
    };

    // Arguments and file names may contain anything, even line breaks and terminal control sequences.
    private static string OneLine(string message) =>
        string.Concat(message.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
