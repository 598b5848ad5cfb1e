using System.CommandLine;
using DigitEngine.Network;
using DigitEngine.Persistence;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.ConsoleApp.Screens;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>export</c>: writes a model for other frameworks.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = new("--format")
    {
        HelpName = "FORMAT",
        Description = "onnx; tensorflow, a frozen graph (.pb) for TensorFlow, ML.NET and OpenCV; or tfjs, layers for TensorFlow.js.",
        Required = true,
    };

    private static readonly Option<string> Output = new("--output")
    {
        HelpName = "PATH",
        Description = "The file for the model; for tfjs a folder, which is created if necessary, or a .json file.",
        Required = true,
    };

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new("export", "Writes a model for other frameworks.") { Format, Output, model };
        ChoiceOption.Limit(Format, "onnx", "tensorflow", "tfjs");
        command.SetAction(parsed =>
        {
            Run(parsed.GetRequiredValue(Format), parsed.GetRequiredValue(Output), parsed.GetValue(model));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Run(string format, string path, string? modelPath)
    {
        if (path.Length == 0)
        {
            throw new CommandException("--output: expected a path but found ''");
        }

        TrainedNetwork network = ModelOption.Load(modelPath).Network;
        switch (format)
        {
            case "onnx":
                OnnxFile.Save(network, path);
                Show(path, $"{OnnxFile.InputName}, float [N, 1, 28, 28]", $"{OnnxFile.OutputName}, float [N, 10]");
                break;
            case "tensorflow":
                TensorFlowFile.Save(network, path);
                Show(path, $"{TensorFlowFile.InputName}, float [N, 28, 28, 1]", $"{TensorFlowFile.OutputName}, float [N, 10]");
                break;
            default:
                TensorFlowJsFile.Save(network, path);
                Show(path, "float [N, 28, 28, 1]", "float [N, 10]");
                break;
        }
    }

    /// <summary>Shows what was written, and how to call it in the other framework.</summary>
    private static void Show(string path, string input, string output)
    {
        IAnsiConsole console = ConsoleOutput.Create();
        console.Fact("written", $"{path}");
        console.Fact("input", $"{input}: grey values divided by 255, rows from top to bottom, ink bright");
        console.Fact("output", $"{output}: the probability of each digit");
    }
}
