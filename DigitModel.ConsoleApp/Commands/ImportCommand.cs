using System.CommandLine;
using DigitEngine.Persistence;
using MlNetDigits.ConsoleApp.Screens;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>import</c>: converts a network that was trained elsewhere into a model.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Onnx = new("ONNX") { Description = "The network, with its weights in the same file." };

    private static readonly Option<string> Output = new("--output")
    {
        HelpName = "ZIP",
        Description = "The file for the model.",
        Required = true,
    };

    private static readonly Option<double?> Scale = NumberOption.Real(
        "--scale", "The value of full ink in the network's training: 1, or 255 for bytes. 1 by default.");

    private static readonly Option<double?> Mean = NumberOption.Real(
        "--mean", "The mean that was subtracted from the scaled values, such as 0.1307. 0 by default.");

    private static readonly Option<double?> Deviation = NumberOption.Real(
        "--std", "The standard deviation by which they were then divided, such as 0.3081. 1 by default.");

    private static readonly Option<bool> Inverted = new("--inverted")
    {
        Description = "The network was trained on dark ink on light paper.",
    };

    private static readonly Option<string?> Labels = new("--labels")
    {
        HelpName = "DIGITS",
        Description = "The digits of the outputs, in order. 0123456789 by default.",
    };

    public static Command Create()
    {
        Command command = new("import", "Converts an ONNX network that was trained elsewhere into a model.")
        {
            Onnx, Output, Scale, Mean, Deviation, Inverted, Labels,
        };
        command.SetAction(parsed =>
        {
            OnnxImportOptions standard = new();
            Run(parsed.GetRequiredValue(Onnx), parsed.GetRequiredValue(Output), new()
            {
                Scale = parsed.GetValue(Scale) ?? standard.Scale,
                Mean = parsed.GetValue(Mean) ?? standard.Mean,
                StandardDeviation = parsed.GetValue(Deviation) ?? standard.StandardDeviation,
                Inverted = parsed.GetValue(Inverted),
                Labels = parsed.GetValue(Labels) ?? standard.Labels,
            });
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Run(string onnx, string output, OnnxImportOptions options)
    {
        if (onnx.Length == 0 || output.Length == 0)
        {
            throw new CommandException("import: expected paths but found ''");
        }

        ModelFile model;
        try
        {
            model = OnnxFile.Import(onnx, options);
        }
        catch (ArgumentException error)
        {
            throw new CommandException(error.Message, error);
        }

        model.Save(output);
        ModelScreen.Write(ConsoleOutput.Create(), output, model);
    }
}
