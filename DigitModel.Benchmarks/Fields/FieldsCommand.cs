using System.CommandLine;
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
    private const int SheetLength = 24;

    private static readonly Option<string?> Model = CommandOptions.Model();

    private static readonly Option<string> Data = CommandOptions.Data("Labelled digits to compose fields of");

    private static readonly Option<int> Take = CommandOptions.Number("--take", 1000, 1, int.MaxValue, "The number of fields.");

    private static readonly Option<ulong> Seed = CommandOptions.Seed(0);

    private static readonly Option<bool> TellLength = new("--tell-length")
    {
        Description = "Tells the reader how many digits each field has.",
    };

    private static readonly Option<string?> Sheet = new("--sheet")
    {
        HelpName = "FILE.pgm",
        Description = "Also draws the first fields, or the first ones that were misread, with what was read.",
    };

    private static readonly Option<bool> Wrong = new("--wrong")
    {
        Description = "Draws only misread fields.",
    };

    private static readonly Option<bool> Fit = new("--fit")
    {
        Description = "Instead of measuring, fits the weights with which the reader compares the ways to cut a field; uses the validation part.",
    };

    private static readonly Option<bool> Choices = new("--choices")
    {
        Description = "Uses the validation part, on which choices are made, instead of the test part.",
    };

    private static readonly Option<string?> Details = new("--details")
    {
        HelpName = "FILE.csv",
        Description = "Also writes a line for each field.",
    };

    public static Command Create()
    {
        Command command = new("fields", "Measures how well fields of several digits are read, which are composed of the digits of a file.")
        {
            Model, Data, Take, Seed, TellLength, Sheet, Wrong, Details, Choices, Fit,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        ModelFile model = CommandOptions.LoadModel(parsed.GetValue(Model));
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
