using System.Globalization;
using MyDigits_Console;

const string Usage = """
    usage: dotnet run -c Release                             predicts a sample
           dotnet run -c Release -- evaluate DATA            measures the model on a CSV: label,pixel0,…,pixel783
           dotnet run -c Release -p:Training=true -- train DATA NEW.zip
    """;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    switch (args)
    {
        case []:
            Console.WriteLine(SampleDigit.Text);
            var output = MyDigits.Predict(new MyDigits.ModelInput { PixelValues = SampleDigit.PixelValues() });
            Console.WriteLine($"PredictedLabel: {output.PredictedLabel}, IsDigit: {output.IsDigit}");
            foreach (var (label, score) in MyDigits.GetSortedScoresWithLabels(output))
            {
                Console.WriteLine($"{label}: {score:P2}");
            }

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
#if TRAINING
        case ["train", var data, var model]:
            var trained = MyDigits.Train(model, data);
            Console.WriteLine($"accuracy {trained.MicroAccuracy:P2} on images that were held back; saved as {model}");
            return 0;
#endif
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
