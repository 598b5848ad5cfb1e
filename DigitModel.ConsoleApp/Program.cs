using System.CommandLine;
using System.CommandLine.Invocation;
using DigitEngine.Persistence;
using MlNetDigits.ConsoleApp.Commands;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp;

/// <summary>The command line: finds the command, runs it, and turns errors into a message and an exit code.</summary>
internal static class Program
{
    /// <summary>Runs the command that the arguments name; without arguments, trains on the sample.</summary>
    /// <returns>The process's exit code.</returns>
    private static int Main(string[] args)
    {
        try
        {
            return Run(args);
        }
        catch (OutputFileException error) when (StandardOutput.IsClosed(error))
        {
            // The reader of standard output has seen enough, as head has. That is not an error.
            return ExitCodes.Done;
        }
        catch (Exception error)
        {
            return ErrorReporter.Report(error);
        }
    }

    /// <summary>Runs a command without reporting its error.</summary>
    /// <returns>The exit code of a command that did not throw.</returns>
    internal static int Run(string[] args)
    {
        RootCommand root = new("Trains, measures and uses recognisers of handwritten digits. Without a command: train, on the sample.");
        foreach (Command command in CommandsFor(args))
        {
            root.Add(command);
        }

        // A path may start with @. By default that would name a file with more arguments.
        ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null };
        ParseResult parsed = root.Parse(args.Length == 0 ? ["train"] : args, parsing);
        if (parsed.Action is ParseErrorAction || UsageError.UnknownOption(parsed) is not null)
        {
            throw UsageError.From(parsed);
        }

        InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return parsed.Invoke(invocation);
    }

    /// <summary>All commands, or only the one that is certainly meant: creating the others takes start-up time.</summary>
    private static Command[] CommandsFor(string[] args) => args.FirstOrDefault() switch
    {
        "predict" => [PredictCommand.Create()],
        _ =>
        [
            TrainCommand.Create(), EvaluateCommand.Create(), PredictCommand.Create(), ReadCommand.Create(), ServeCommand.Create(),
            ReportCommand.Create(), ExportCommand.Create(), ImportCommand.Create(), GenerateCommand.Create(), InfoCommand.Create(),
        ],
    };
}
