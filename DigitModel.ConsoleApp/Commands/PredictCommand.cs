using System.CommandLine;
using System.Text;
using DigitModel.ConsoleApp.Files;
using DigitModel.Data;
using DigitModel.Prediction;

namespace DigitModel.ConsoleApp.Commands;

/// <summary><c>predict</c>: writes the digit in each image.</summary>
internal static class PredictCommand
{
    /// <summary>Images in memory at a time: enough to keep all processors busy, however many images the files hold.</summary>
    private const int BatchSize = 2048;

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Images: CSV with or without labels, or MNIST's IDX, plain or gzip. Labels are not used.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "FILE",
        Description = "Where the predictions go, all or none of them. Standard output by default.",
    };

    private static readonly Option<bool> Scores = new("--scores")
    {
        Description = "Adds the probability of each digit: Score0 to Score9.",
    };

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new("predict", "Writes ImageId,Label for each image: a number that counts from 1, and the digit.")
        {
            Paths, model, Output, Scores,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Paths), parsed.GetValue(model), parsed.GetValue(Output), parsed.GetValue(Scores)));
        return command;
    }

    private static int Run(string[] paths, string? modelPath, string? outputPath, bool withScores)
    {
        using CtrlC ctrlC = new();
        PredictionEngine engine = modelPath is null ? PredictionEngine.Default : PredictionEngine.Load(modelPath);
        using OutputFile output = outputPath is null ? OutputFile.StandardOutput() : new(outputPath);
        // Not disposed of, which would write what is left in it even where something went wrong.
        StreamWriter writer = new(output.Stream, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true);
        PredictionCsv csv = new(writer, withScores);
        foreach (string path in paths)
        {
            if (!Predict(engine, path, csv, output, ctrlC.Token))
                return ExitCodes.Cancelled;
        }

        output.Write(_ => writer.Flush());
        output.Commit();
        return ExitCodes.Done;
    }

    /// <returns>Whether the file was read to its end.</returns>
    private static bool Predict(
        PredictionEngine engine, string path, PredictionCsv csv, OutputFile output, CancellationToken cancellation)
    {
        float[] scores = new float[BatchSize * DigitImage.ClassCount];
        using DigitRowReader rows = DigitRowReader.Open(path);
        using ReadAhead ahead = new(rows, BatchSize);
        while (ahead.Read() is { IsEmpty: false } pixels)
        {
            Memory<float> batch = scores.AsMemory(0, pixels.Length / DigitImage.PixelCount * DigitImage.ClassCount);
            engine.PredictBatch(pixels, batch);
            output.Write(_ => csv.Write(batch.Span));
            if (cancellation.IsCancellationRequested)
                return false;
        }

        return true;
    }
}
