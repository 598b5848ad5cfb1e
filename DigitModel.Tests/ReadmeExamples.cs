using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitPictures;
using DigitEngine.Prediction;
using DigitPictures.Fields;
using DigitEngine.Training;

namespace MlNetDigits.Tests;

/// <summary>The README's C# examples, between marks: <see cref="ReadmeTests"/> compares them with the README and runs them.</summary>
internal static class ReadmeExamples
{
    public static void Predict(float[] pixels)
    {
        // README: predict
        PredictionEngine engine = PredictionEngine.Default; // or PredictionEngine.Load("runs/fast-1/DigitModel.zip")

        ModelOutput output = engine.Predict(new ModelInput { PixelValues = pixels }); // 784 values, 0 is paper and 255 is ink
        Console.WriteLine(output.IsDigit ? $"{output.PredictedLabel}, {output.Confidence:P1} sure" : "no digit");

        foreach ((string label, float score) in output.GetSortedScoresWithLabels())
        {
            Console.WriteLine($"{label}: {score:P1}");
        }

        // README: end
    }

    public static void Picture()
    {
        // README: picture
        NormalizedDigit digit = NormalizedDigit.FromPicture(GrayPicture.Load("scan.png")); // PNG, JPEG, BMP, GIF, TIFF or PNM
        Console.WriteLine(PredictionEngine.Default.Predict(digit).PredictedLabel);

        // README: end
    }

    public static void Field()
    {
        // README: field
        FieldReader reader = new(PredictionEngine.Default);
        FieldResult field = reader.Read(GrayPicture.Load("field.png"), new FieldOptions { Pattern = "999-9" });
        Console.WriteLine(field.Accepted ? field.Text : $"{field.Text}? for somebody to look at");

        // README: end
    }

    public static void Train()
    {
        // README: train
        DigitDataset digits = DigitFile.ReadLabeled("assets/digits-10k.csv.gz");
        DataSplit split = DataSplit.Stratified(digits, SplitRatios.Default, seed: 42);
        TrainingOptions options = Architecture.Default.Options with { Epochs = 5 };
        TrainingResult run = new Trainer(options).Fit(split.Train, split.Validation);
        MulticlassMetrics metrics = Evaluator.Evaluate(run.Network, split.Test);
        Console.WriteLine($"{metrics.MicroAccuracy:P2}");
        Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());

        // README: end
    }
}
