using System.CommandLine;
using System.Text;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>predict</c>: writes the digit in each image.</summary>
internal static class PredictCommand
{
    /// <summary>Images in memory at a time: enough to keep all processors busy, however many images the files hold.</summary>
    private const int BatchSize = 2048;

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Pictures (PNG, JPEG, BMP, GIF, TIFF, PNM) and folders of them; or pixels: CSV with or without labels, or MNIST's IDX, "
            + "plain or gzip. Labels are ignored. A single - reads rows of CSV from standard input and answers each at once.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "FILE",
        Description = "The file for the predictions, written completely or not at all. Standard output by default, or with -.",
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

    private static readonly Option<bool> Header = new("--header")
    {
        Description = "With the path -: writes a line with the names of the columns first.",
    };

    private static readonly Option<int?> Threads = NumberOption.Whole<int>(
        "--threads", 0, "The number of threads; 1 if many processes share the machine. All processors by default.");

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new(
            "predict",
            "Writes file,label,confidence,isDigit for each picture; for files of pixels ImageId,Label: a number that counts from 1, "
            + "and the digit; for rows of standard input label,confidence,isDigit, one line each.")
        {
            Paths, model, Output, Scores, Header, Threads, Normalized,
        };
        command.SetAction(parsed => Run(new(
            parsed.GetRequiredValue(Paths),
            parsed.GetValue(model),
            parsed.GetValue(Output),
            parsed.GetValue(Scores),
            parsed.GetValue(Header),
            parsed.GetValue(Threads) ?? 0,
            parsed.GetValue(Normalized))));
        return command;
    }

    private static int Run(PredictArguments arguments)
    {
        using ShutdownSignal shutdown = new();
        bool pictures = !arguments.FromPipe && PictureInputs.AreNamed(arguments.Paths);
        arguments.Check(pictures);
        PredictionEngine engine = arguments.Model is string model ? PredictionEngine.Load(model) : PredictionEngine.Default;
        using OutputFile output = arguments.Output is null or PipePrediction.Dash
            ? StandardOutput.Open()
            : new(arguments.Output);
        // Not disposed of, because that would flush it even after an error.
        StreamWriter writer = new(output.Stream, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true);
        int exitCode = arguments.FromPipe ? PredictPipe(engine, arguments, writer, output, shutdown.Token)
            : pictures ? new PicturePrediction(engine, arguments.Normalized)
                .Run(PictureInputs.Find(arguments.Paths), new(writer, arguments.Scores), output, shutdown.Token)
            : PredictPixels(engine, arguments, new(writer, arguments.Scores), output, shutdown.Token);
        if (exitCode == ExitCodes.Cancelled)
        {
            return exitCode;
        }

        output.Write(_ => writer.Flush());
        output.Commit();
        return exitCode;
    }

    private static int PredictPipe(
        PredictionEngine engine, PredictArguments arguments, StreamWriter writer, OutputFile output, CancellationToken cancellation)
    {
        PipePredictionCsv csv = new(writer, engine.DigitThreshold, arguments.Scores);
        if (arguments.Header)
        {
            csv.WriteHeader();
        }

        PipePrediction prediction = new(engine, arguments.Threads);
        return prediction.Run(Console.OpenStandardInput(), writer, csv, output, cancellation);
    }

    private static int PredictPixels(
        PredictionEngine engine, PredictArguments arguments, PredictionCsv csv, OutputFile output, CancellationToken cancellation)
    {
        foreach (string path in arguments.Paths)
        {
            if (!PredictPixels(engine, path, arguments.Threads, csv, output, cancellation))
            {
                return ExitCodes.Cancelled;
            }
        }

        return ExitCodes.Done;
    }

    /// <returns>Whether the file was read to its end.</returns>
    private static bool PredictPixels(
        PredictionEngine engine, string path, int threads, PredictionCsv csv, OutputFile output, CancellationToken cancellation)
    {
        float[] scores = new float[BatchSize * DigitImage.ClassCount];
        using DigitRowReader rows = DigitRowReader.Open(path);
        using ReadAhead ahead = new(rows, BatchSize);
        while (ahead.Read() is { IsEmpty: false } pixels)
        {
            Memory<float> batch = scores.AsMemory(0, pixels.Length / DigitImage.PixelCount * DigitImage.ClassCount);
            engine.PredictBatch(pixels, batch, threads);
            output.Write(_ => csv.Write(batch.Span));
            if (cancellation.IsCancellationRequested)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What is asked of <c>predict</c>.</summary>
internal sealed record PredictArguments(
    string[] Paths, string? Model, string? Output, bool Scores, bool Header, int Threads, string? Normalized)
{
    /// <summary>Whether rows come through standard input.</summary>
    public bool FromPipe => Paths is [PipePrediction.Dash];

    /// <param name="pictures">Whether the paths are pictures.</param>
    /// <exception cref="CommandException">The options don't go with the paths.</exception>
    public void Check(bool pictures)
    {
        if (!FromPipe && Paths.Contains(PipePrediction.Dash))
        {
            throw new CommandException("-: standard input can't be combined with other paths");
        }

        if (Normalized is not null && !pictures)
        {
            throw new CommandException("--save-normalized: expected pictures but found pixels, which are in the model's form already");
        }

        if (Header && !FromPipe)
        {
            throw new CommandException("--header: expected the path -, standard input; the output for files has a header anyway");
        }
    }
}
