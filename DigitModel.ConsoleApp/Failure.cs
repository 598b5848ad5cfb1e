using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Training;
using DigitPictures;

namespace MlNetDigits.ConsoleApp;

/// <summary>Tells of errors: one line on standard error, never a stack trace unless one is asked for.</summary>
internal static class Failure
{
    /// <summary>Set to 1, this environment variable adds the stack trace, for those who mend this program.</summary>
    private const string TraceVariable = "DIGITMODEL_TRACE";

    /// <returns>The exit code that fits.</returns>
    public static int Report(Exception error)
    {
        int code = CodeOf(error);
        string kind = code == ExitCodes.Failed && error is not TrainingDivergedException
            ? $"unexpected error: {error.GetType().Name}: "
            : "error: ";
        Tell(error, kind);
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
        {
            Console.Error.WriteLine(error);
        }

        return code;
    }

    /// <summary>Tells of an error after which the work goes on.</summary>
    public static void Tell(Exception error, string kind = "error: ") => Console.Error.WriteLine(kind + OneLine(error.Message));

    private static int CodeOf(Exception error) => error switch
    {
        CommandException
            or DataFormatException
            or DataSplitException
            or ModelFormatException
            or NetworkDefinitionException
            or PictureFormatException
            or TrainingCheckpointException
            or TrainingOptionsException => ExitCodes.BadInput,
        _ => ExitCodes.Failed,
    };

    // Arguments and file names may hold anything, also line ends and a terminal's control sequences.
    private static string OneLine(string message) =>
        string.Concat(message.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
