using System.CommandLine;
using System.CommandLine.Invocation;
using MlNetDigits.ConsoleApp.Commands;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp;

/// <summary>The command line: its commands, and what becomes of errors.</summary>
internal static class App
{
    /// <summary>Does what the arguments say; without any, trains on the sample.</summary>
    /// <returns>The process's exit code.</returns>
    public static int Run(string[] args)
    {
        try
        {
            RootCommand root = new("Trains, measures and uses recognisers of handwritten digits. Without a command: train, on the sample.");
            foreach (Command command in CommandsFor(args))
            {
                root.Add(command);
            }
            // A path may well start with @, which would otherwise name a file of more arguments.
            ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null };
            ParseResult parsed = root.Parse(args.Length == 0 ? ["train"] : args, parsing);
            if (parsed.Action is ParseErrorAction)
            {
                throw UsageError.From(parsed);
            }

            InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.Invoke(invocation);
        }
        catch (OutputClosedException)
        {
            return ExitCodes.Done;
        }
        catch (Exception error)
        {
            return Failure.Report(error);
        }
    }

    /// <summary>All commands, but only the one that is asked for where that is clear: making the others takes start-up time.</summary>
    private static Command[] CommandsFor(string[] args) => args.FirstOrDefault() switch
    {
        "predict" => [PredictCommand.Create()],
        _ =>
        [
            TrainCommand.Create(), EvaluateCommand.Create(), PredictCommand.Create(), ReadCommand.Create(), ReportCommand.Create(),
            ExportCommand.Create(), ImportCommand.Create(), GenerateCommand.Create(), InfoCommand.Create(),
        ],
    };
}
