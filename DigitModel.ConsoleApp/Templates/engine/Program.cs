using System.Globalization;
using MyDigits_Console;

const string Usage = """
    usage: dotnet run -c Release                             predicts a sample
           dotnet run -c Release -- PICTURE                  predicts the digit on a picture
           dotnet run -c Release -- evaluate DATA            measures the model on CSV, IDX, or pictures in folders named 0 to 9
           dotnet run -c Release -- train DATA NEW.zip       trains another model and saves it
    """;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    switch (args)
    {
        case []:
            Console.WriteLine(SampleDigit.Text);
            Show(new MyDigits.ModelInput { PixelValues = SampleDigit.PixelValues() });
            return 0;

        case ["evaluate", var data]:
            var metrics = MyDigits.Evaluate(data);
            Console.WriteLine($"accuracy {metrics.MicroAccuracy:P2}, log-loss {metrics.LogLoss:F4}");
            Console.WriteLine("digit  precision  recall  log-loss");
            for (var digit = 0; digit < 10; digit++)
            {
                var matrix = metrics.ConfusionMatrix;
                Console.WriteLine(
                    $"{digit,5}  {matrix.PerClassPrecision[digit],9:F4}  {matrix.PerClassRecall[digit],6:F4}  {metrics.PerClassLogLoss[digit],8:F4}");
            }

            Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
            return 0;

        case ["train", var data, var model]:
            var trained = MyDigits.Train(model, data);
            Console.WriteLine($"accuracy {trained.MicroAccuracy:P2} on images that were held back; saved as {model}");
            return 0;

        case [var picture]:
            Show(MyDigits.ModelInput.FromPicture(picture));
            return 0;

        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (Exception error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

static void Show(MyDigits.ModelInput input)
{
    var output = MyDigits.Predict(input);
    Console.WriteLine($"PredictedLabel: {output.PredictedLabel}, IsDigit: {output.IsDigit}");
    foreach (var (label, score) in MyDigits.GetSortedScoresWithLabels(output))
    {
        Console.WriteLine($"{label}: {score:P2}");
    }
}
