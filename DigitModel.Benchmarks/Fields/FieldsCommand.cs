using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary><c>fields</c>: how well fields of several digits are read.</summary>
internal static class FieldsCommand
{
    private const int Failed = 1;
    private const int SheetLength = 24;

    private static readonly Option<string?> Model = new("--model")
    {
        HelpName = "ZIP",
        Description = "The model file. The one that comes with the library by default.",
    };

    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "FILE",
        Description = "Labelled digits to write fields with: Kaggle's CSV or MNIST's IDX, plain or gzip. Of the file that the model was "
            + "trained with, only the part is taken that its split kept for the test, or with --fit or --choices that for validation.",
        Required = true,
    };

    private static readonly Option<int> Take = new("--take")
    {
        HelpName = "N",
        Description = "How many fields.",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        HelpName = "N",
        Description = "What all random numbers follow from.",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Option<bool> TellLength = new("--tell-length")
    {
        Description = "Tells the reader how many digits each field has.",
    };

    private static readonly Option<string?> Sheet = new("--sheet")
    {
        HelpName = "FILE.pgm",
        Description = "Also draws what was read: the first fields, or the first that were read wrong.",
    };

    private static readonly Option<bool> Wrong = new("--wrong")
    {
        Description = "Draws only what was read wrong.",
    };

    private static readonly Option<bool> Fit = new("--fit")
    {
        Description = "Instead of measuring, fits the weights by which the reader compares the ways to cut a field.",
    };

    private static readonly Option<bool> Choices = new("--choices")
    {
        Description = "Measures with the digits that choices are made with, not with those of the test.",
    };

    private static readonly Option<string?> Details = new("--details")
    {
        HelpName = "FILE.csv",
        Description = "Also writes a line for each field.",
    };

    public static int Run(string[] args)
    {
        Command command = new("fields", "Measures how fields of several digits, written with the digits of a file, are read.")
        {
            Model, Data, Take, Seed, TellLength, Sheet, Wrong, Details, Choices, Fit,
        };
        Take.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() <= 0)
            {
                result.AddError("--take: expected 1 or more fields");
            }
        });
        command.SetAction(Run);
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

    private static void Run(ParseResult parsed)
    {
        ModelFile model = parsed.GetValue(Model) is string path ? ModelFile.Load(path) : ModelFile.LoadDefault();
        DigitDataset all = PictureDigits.ReadLabeled(parsed.GetRequiredValue(Data));
        DigitDataset digits = parsed.GetValue(Fit) || parsed.GetValue(Choices)
            ? UnseenImages.ForChoices(model.Manifest, all)
            : UnseenImages.ForTest(model.Manifest, all);
        if (parsed.GetValue(Fit))
        {
            double[] weights = new FieldFit(
                new PredictionEngine(model), new FieldGenerator(digits, parsed.GetValue(Seed)), parsed.GetValue(Take)).Run();
            Console.WriteLine(string.Join(", ", weights.Select(weight => weight.ToString("F2", CultureInfo.InvariantCulture))));
            return;
        }

        List<FieldOutcome> outcomes = FieldMeasurement.Measure(
            new FieldReader(new PredictionEngine(model)),
            new FieldGenerator(digits, parsed.GetValue(Seed)),
            parsed.GetValue(Take),
            parsed.GetValue(TellLength));
        FieldReport.Print(outcomes);
        if (parsed.GetValue(Sheet) is string sheet)
        {
            FieldOutcome[] drawn = [.. outcomes.Where(outcome => !(parsed.GetValue(Wrong) && outcome.IsRight)).Take(SheetLength)];
            if (drawn.Length > 0)
            {
                File.WriteAllBytes(sheet, FieldSheet.Draw(drawn));
            }
        }

        if (parsed.GetValue(Details) is string details)
        {
            File.WriteAllLines(details, ["kind,truth,text,confidence,milliseconds", .. outcomes.Select(Line)]);
        }
    }

    private static string Line(FieldOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Sample.Kind},{outcome.Sample.Text},"
        + $"{outcome.Result.Text},{outcome.Result.Confidence:R},{outcome.Milliseconds:F2}");
}
