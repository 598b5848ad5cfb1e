using System.CommandLine;
using DigitEngine.Persistence;
using MlNetDigits.ConsoleApp.Screens;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>import</c>: makes a model of a network that was trained elsewhere.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Onnx = new("ONNX") { Description = "The network, with its weights in the same file." };

    private static readonly Option<string> Output = new("--output")
    {
        HelpName = "ZIP",
        Description = "Where the model goes.",
        Required = true,
    };

    private static readonly Option<double?> Scale = NumberOption.Real(
        "--scale", "The grey value of full ink as the network was trained: 1, or 255 for bytes. 1 by default.");

    private static readonly Option<double?> Mean = NumberOption.Real(
        "--mean", "What was subtracted from scaled grey values, such as 0.1307. 0 by default.");

    private static readonly Option<double?> Deviation = NumberOption.Real(
        "--std", "What they were then divided by, such as 0.3081. 1 by default.");

    private static readonly Option<bool> Inverted = new("--inverted")
    {
        Description = "The network was trained on dark ink on bright paper.",
    };

    private static readonly Option<string?> Labels = new("--labels")
    {
        HelpName = "DIGITS",
        Description = "The digit of each output, in their order. 0123456789 by default.",
    };

    public static Command Create()
    {
        Command command = new("import", "Makes a model of an ONNX file that was trained elsewhere.")
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
