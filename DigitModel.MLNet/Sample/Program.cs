using System.Diagnostics;
using System.IO.Compression;
using DigitModel.MLNet;
using DigitModel.MLNet.Sample;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

// Trains on the CSV that is named, or on the sample of the repository, and uses what came out. Run it again with new rows
// to retrain.
string csv = args.Length > 0 ? args[0] : Unpack(Path.Combine(AppContext.BaseDirectory, "digits-10k.csv.gz"));

MLContext mlContext = new(seed: 42);
mlContext.Log += (_, e) =>
{
    if (e.Kind != ChannelMessageKind.Trace && e.Source.StartsWith(nameof(DigitCnnTrainer), StringComparison.Ordinal))
        Console.WriteLine($"  {e.RawMessage}");
};

Console.WriteLine($"Training on {Path.GetFileName(csv)}");
MulticlassClassificationMetrics metrics = Digits.Train(mlContext, Digits.MLNetModelPath, csv);
Console.WriteLine($"MicroAccuracy {metrics.MicroAccuracy:P2}, MacroAccuracy {metrics.MacroAccuracy:P2}, LogLoss {metrics.LogLoss:F4}");
Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
Console.WriteLine($"Saved {Path.GetFileName(Digits.MLNetModelPath)}, {new FileInfo(Digits.MLNetModelPath).Length / 1024} KB");

// From here on only the file is used, as in another application.
Digits.ModelInput[] rows = [.. mlContext.Data.CreateEnumerable<Digits.ModelInput>(
    mlContext.Data.TakeRows(Digits.LoadIDataViewFromFile(mlContext, csv), 2000), reuseRowObject: false)];
foreach (Digits.ModelInput row in rows.Take(3))
{
    string best = string.Join(", ", Digits.PredictAllLabels(row).Take(3).Select(pair => $"{pair.Key} {pair.Value:P1}"));
    Console.WriteLine($"A {row.Label} is read as {Digits.Predict(row).PredictedLabel} ({best})");
}

Stopwatch watch = Stopwatch.StartNew();
int right = rows.Count(row => Digits.Predict(row).PredictedLabel == row.Label);
Console.WriteLine($"{right} of {rows.Length} rows right, {watch.Elapsed.TotalMicroseconds / rows.Length:F0} µs each in a prediction engine "
    + "(most of them were learnt from)");

// The model that comes with the library needs no training.
DigitCnnTransformer shipped = new(DigitModel.Persistence.ModelFile.LoadDefault());
IDataView scored = shipped.Transform(Digits.LoadIDataViewFromFile(mlContext, csv));
Console.WriteLine($"The model that comes with the library: MicroAccuracy {mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy:P2} "
    + "(it has seen these images)");

// For applications that have Microsoft's packages and nothing else.
string graph = Path.Combine(AppContext.BaseDirectory, "Digits.pb");
shipped.ToTensorFlow(graph);
Console.WriteLine($"As a TensorFlow graph: {Path.GetFileName(graph)}, {new FileInfo(graph).Length / 1024} KB");

static string Unpack(string path)
{
    string csv = Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(path));
    using FileStream packed = File.OpenRead(path);
    using GZipStream unpacked = new(packed, CompressionMode.Decompress);
    using FileStream file = File.Create(csv);
    unpacked.CopyTo(file);
    return csv;
}
