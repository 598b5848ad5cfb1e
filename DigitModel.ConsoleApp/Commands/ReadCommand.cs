using System.CommandLine;
using System.Globalization;
using System.Text;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures.Fields;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>read</c>: writes the digits in each picture of a field.</summary>
internal static class ReadCommand
{
    private static readonly Argument<string[]> Paths = new("IMAGE")
    {
        Description = "Pictures (PNG, JPEG, BMP, GIF, TIFF, PNM) of one line of digits each, and folders of them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int?> Length = NumberOption.Whole<int>("--length", 1, "The number of digits in each field.");

    private static readonly Option<string?> Pattern = new("--pattern")
    {
        HelpName = "TEXT",
        Description = "The form of each field, such as 99999-9999: each 9 stands for a digit, anything else for itself.",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "FILE",
        Description = "The file for the texts, written completely or not at all. Standard output by default.",
    };

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new(
            "read", "Reads fields of several digits: writes file,text,confidence,accepted for each picture.")
        {
            Paths, Length, Pattern, model, Output,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Paths),
            new FieldOptions { Length = parsed.GetValue(Length), Pattern = parsed.GetValue(Pattern) },
            parsed.GetValue(model),
            parsed.GetValue(Output)));
        return command;
    }

    private static int Run(string[] paths, FieldOptions options, string? modelPath, string? outputPath)
    {
        using ShutdownSignal shutdown = new();
        IReadOnlyList<PictureInput> pictures = PictureInputs.Find(paths);
        FieldReader reader = new(modelPath is null ? PredictionEngine.Default : PredictionEngine.Load(modelPath));
        Check(reader, options);
        using OutputFile output = outputPath is null ? StandardOutput.Open() : new(outputPath);
        // Not disposed of, because that would flush it even after an error.
        StreamWriter writer = new(output.Stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write("file,text,confidence,accepted\n");
        int unreadable = PictureBatches.Run(
            pictures,
            (_, picture) => reader.Read(picture, options),
            (picture, result) => output.Write(_ => Write(writer, picture.Path, result)),
            shutdown.Token);
        if (shutdown.Token.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }

        output.Write(_ => writer.Flush());
        output.Commit();
        return unreadable > 0 ? ExitCodes.BadInput : ExitCodes.Done;
    }

    /// <summary>Checks the options, by reading a blank picture, before any picture is opened.</summary>
    private static void Check(FieldReader reader, FieldOptions options)
    {
        try
        {
            reader.Read(new(1, 1, [byte.MaxValue]), options);
        }
        catch (ArgumentException error)
        {
            throw new CommandException(error.Message, error);
        }
    }

    private static void Write(StreamWriter writer, string file, FieldResult result) => writer.Write(string.Create(
        CultureInfo.InvariantCulture,
        $"{CsvText.Field(file)},{CsvText.Field(result.Text)},{result.Confidence:0.0000},{(result.Accepted ? "true" : "false")}\n"));
}
