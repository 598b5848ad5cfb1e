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
        Description = "Pictures (PNG, JPEG, BMP, PNM) and folders of them; or pixels: CSV with or without labels, or MNIST's IDX, "
            + "plain or gzip. Labels are not used.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "FILE",
        Description = "Where the predictions go, all or none of them. Standard output by default.",
    };

    private static readonly Option<bool> Scores = new("--scores")
    {
        Description = "Adds the probability of each digit.",
    };

    private static readonly Option<string?> Normalized = new("--save-normalized")
    {
        HelpName = "DIR",
        Description = "Also writes each picture as the model sees it: 28×28 PNG, white on black.",
    };

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new(
            "predict",
            "Writes file,label,confidence,isDigit for each picture; for files of pixels ImageId,Label: a number that counts from 1, "
            + "and the digit.")
        {
            Paths, model, Output, Scores, Normalized,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Paths),
            parsed.GetValue(model),
            parsed.GetValue(Output),
            parsed.GetValue(Scores),
            parsed.GetValue(Normalized)));
        return command;
    }

    private static int Run(string[] paths, string? modelPath, string? outputPath, bool withScores, string? normalizedPath)
    {
        using CtrlC ctrlC = new();
        bool pictures = PictureInputs.AreNamed(paths);
        if (normalizedPath is not null && !pictures)
            throw new CommandException("--save-normalized: expected pictures; files of pixels are in the model's form already");
        PredictionEngine engine = modelPath is null ? PredictionEngine.Default : PredictionEngine.Load(modelPath);
        using OutputFile output = outputPath is null ? OutputFile.StandardOutput() : new(outputPath);
        // Not disposed of, which would write what is left in it even where something went wrong.
        StreamWriter writer = new(output.Stream, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true);
        int exitCode = pictures
            ? new PicturePrediction(engine, normalizedPath).Run(PictureInputs.Find(paths), new(writer, withScores), output, ctrlC.Token)
            : PredictPixels(engine, paths, new(writer, withScores), output, ctrlC.Token);
        if (exitCode == ExitCodes.Cancelled)
            return exitCode;
        output.Write(_ => writer.Flush());
        output.Commit();
        return exitCode;
    }

    private static int PredictPixels(
        PredictionEngine engine, string[] paths, PredictionCsv csv, OutputFile output, CancellationToken cancellation)
    {
        foreach (string path in paths)
        {
            if (!PredictPixels(engine, path, csv, output, cancellation))
                return ExitCodes.Cancelled;
        }

        return ExitCodes.Done;
    }

    /// <returns>Whether the file was read to its end.</returns>
    private static bool PredictPixels(
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
