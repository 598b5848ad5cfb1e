using System.CommandLine;
using System.CommandLine.Invocation;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary><c>robustness</c>: how a model holds up away from clean MNIST.</summary>
internal static class RobustnessCommand
{
    private const int Failed = 1;

    private static readonly Option<string?> Model = new("--model")
    {
        HelpName = "ZIP",
        Description = "The model file. The one that comes with the library by default.",
    };

    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "PATH",
        Description = "Labelled images: Kaggle's CSV or MNIST's IDX, plain or gzip. Of the file that the model was trained with, "
            + "only the part is taken that its split kept for the test.",
        Required = true,
    };

    private static readonly Option<int?> Take = new("--take")
    {
        HelpName = "N",
        Description = "Only the first N images.",
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        HelpName = "N",
        Description = "What all random numbers follow from.",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Option<string?> Only = new("--only")
    {
        HelpName = "NAME",
        Description = "Only this corruption or kind of junk.",
    };

    private static readonly Option<string?> Sheet = new("--sheet")
    {
        HelpName = "FILE.pgm",
        Description = "Also draws ten digits under every corruption, and ten of every kind of junk.",
    };

    public static int Run(string[] args)
    {
        Command command = new(
            "robustness",
            "Measures a model under fifteen corruptions in the manner of MNIST-C, its calibration, and its rejection of junk. "
            + "None of these images may ever be used in training: the figures would no longer say how a model takes to what "
            + "it has not seen.")
        {
            Model, Data, Take, Seed, Only, Sheet,
        };
        Only.AcceptOnlyFromAmong([.. Corruption.All.Select(c => c.Name), .. Junk.All.Select(j => j.Name)]);
        Take.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() <= 0)
            {
                result.AddError("--take: expected 1 or more images");
            }
        });
        command.SetAction(parsed => Run(
            parsed.GetValue(Model),
            parsed.GetRequiredValue(Data),
            parsed.GetValue(Take),
            parsed.GetValue(Seed),
            parsed.GetValue(Only),
            parsed.GetValue(Sheet)));
        RootCommand root = new("Benchmarks.") { command };
        try
        {
            return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is ModelFormatException or DataFormatException or ArgumentException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    private static int Run(string? modelPath, string dataPath, int? take, ulong seed, string? only, string? sheet)
    {
        ModelFile model = modelPath is null ? ModelFile.LoadDefault() : ModelFile.Load(modelPath);
        DigitDataset data = UnseenImages.ForTest(model.Manifest, PictureDigits.ReadLabeled(dataPath));

        if (take < data.Count)
        {
            data = data.Subset([.. Enumerable.Range(0, take.Value)]);
        }

        if (sheet is not null)
        {
            File.WriteAllBytes(sheet, ContactSheet.Draw(data, seed));
        }

        PredictionEngine engine = new(model);
        Print(RobustnessMeasurement.Measure(new EngineRecogniser(engine), data, seed, only), engine.DigitThreshold);
        return 0;
    }

    private static void Print(RobustnessReport report, float threshold)
    {
        Console.WriteLine($"{report.Images} images, and as many of each kind of junk");
        Console.WriteLine($"accepted: a digit score of {threshold:F4} or more");
        Console.WriteLine();
        Console.WriteLine($"{"",-26}{"accuracy",10}{"accepted",10}");
        Row("clean", report.CleanAccuracy, report.CleanAccepted);
        foreach (CorruptionResult result in report.Corruptions)
        {
            Row(result.Name, result.Accuracy, result.Accepted);
        }

        if (report.Corruptions.Count > 1)
        {
            Row("mean of corruptions", report.MeanCorruptionAccuracy, report.Corruptions.Average(result => result.Accepted));
        }

        Console.WriteLine();
        Console.WriteLine($"{"calibration error, 15 bins",-26}{report.ExpectedCalibrationError,10:P2}");
        if (report.Junk.Count > 0)
        {
            Console.WriteLine();
            Console.WriteLine($"{"",-26}{"rejected",10}");
        }

        foreach (JunkResult result in report.Junk)
        {
            Console.WriteLine($"{result.Name,-26}{result.Rejected,10:P2}");
        }

        if (report.Junk.Count > 1)
        {
            Console.WriteLine($"{"mean of junk",-26}{report.MeanJunkRejected,10:P2}");
        }
    }

    private static void Row(string name, double accuracy, double accepted) =>
        Console.WriteLine($"{name,-26}{accuracy,10:P2}{accepted,10:P2}");
}
