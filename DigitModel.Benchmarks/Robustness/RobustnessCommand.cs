using System.CommandLine;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary><c>robustness</c>: how accurate a model is on images unlike clean MNIST.</summary>
internal static class RobustnessCommand
{
    private static readonly Option<string?> Model = CommandOptions.Model();

    private static readonly Option<string> Data = CommandOptions.Data("Labelled images");

    private static readonly Option<int?> Take = new("--take")
    {
        HelpName = "N",
        Description = "Only the first N images.",
    };

    private static readonly Option<ulong> Seed = CommandOptions.Seed(0);

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

    public static Command Create()
    {
        Command command = new(
            "robustness",
            "Measures a model under the fifteen corruptions of MNIST-C, its calibration, and its rejection of junk. None of these "
            + "images may ever be used in training, or the figures would no longer be about images that the model has not seen.")
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
        return command;
    }

    private static int Run(string? modelPath, string dataPath, int? take, ulong seed, string? only, string? sheet)
    {
        ModelFile model = CommandOptions.LoadModel(modelPath);
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
