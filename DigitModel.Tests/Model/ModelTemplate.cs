using System.IO.Compression;
using System.Security.Cryptography;
using DigitEngine.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace MlNetDigits.Tests.Model;

/// <summary>
/// Builds the pipeline that a model file holds out of Microsoft's steps alone, and saves it with ML.NET: what <c>model-template.zip</c>
/// was made with, and is compared with.
/// </summary>
/// <remarks>
/// The ONNX step gives vectors of one row; no step of ML.NET takes a number out of a vector. So models that were trained to do nothing
/// else do it: a naive Bayes classifier turns one-hot vectors into keys, and a linear regression of weight 1 turns the digit score
/// into a number.
/// </remarks>
internal static class ModelTemplate
{
    private const string Entry = "TransformerChain/Transform_000/Transform_001/OnnxModel";

    public static void Write(ModelFile model, string path)
    {
        MLContext mlContext = new(seed: 1);
        string onnx = Path.ChangeExtension(path, ".onnx");
        File.WriteAllBytes(onnx, DigitGraph.Write(model.Network, model.Manifest));
        IDataView input = mlContext.Data.LoadDigits(Samples.Digits(0, 1));
        List<ITransformer> steps = [];
        IDataView view = input;
        Add(mlContext.Transforms.CopyColumns(DigitGraph.PixelsName, "PixelValues").Fit(view));
        Add(mlContext.Transforms.ApplyOnnxModel(
            [DigitGraph.ScoresName, DigitGraph.DigitScoreName, DigitGraph.IsDigitName, DigitGraph.DigitName], [DigitGraph.PixelsName], onnx).Fit(view));
        Add(Number(mlContext));
        Add(mlContext.Transforms.CopyColumns("DigitScore", "Score").Fit(view));
        Add(Keys(mlContext, new BooleanRow { Label = false, Values = [1, 0] }, new BooleanRow { Label = true, Values = [0, 1] }, DigitGraph.IsDigitName));
        Add(mlContext.Transforms.Conversion.MapKeyToValue("IsDigit", "PredictedLabel").Fit(view));
        Add(Keys(mlContext, [.. Enumerable.Range(0, 10).Select(digit => new DigitRow { Label = digit, Values = [.. Enumerable.Range(0, 10).Select(i => i == digit ? 1f : 0f)] })], DigitGraph.DigitName));
        Add(mlContext.Transforms.Expression("Score", "(x) : x", DigitGraph.ScoresName).Fit(view));
        Add(mlContext.Transforms.DropColumns(
            DigitGraph.PixelsName, DigitGraph.ScoresName, DigitGraph.DigitScoreName, DigitGraph.IsDigitName, DigitGraph.DigitName).Fit(view));
        using TransformerChain<ITransformer> cnn = new([.. steps]);
        TransformerChain<ITransformer> pipeline = new(cnn, mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(view));
        mlContext.Model.Save(pipeline, input.Schema, path);

        void Add(ITransformer step)
        {
            view = step.Transform(view);
            steps.Add(step);
        }
    }

    /// <summary>Leaves the ONNX graph out, which the engine puts in.</summary>
    public static void Strip(string from, string to)
    {
        using ZipArchive source = ZipFile.OpenRead(from);
        using ZipArchive target = new(File.Create(to), ZipArchiveMode.Create);
        foreach (ZipArchiveEntry entry in source.Entries)
        {
            ZipArchiveEntry copy = target.CreateEntry(entry.FullName);
            copy.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            if (entry.FullName != Entry)
            {
                using Stream read = entry.Open();
                using Stream write = copy.Open();
                read.CopyTo(write);
            }
        }
    }

    /// <summary>The SHA-256 of each file in a zip, by name; ML.NET's version is no part of the format.</summary>
    public static SortedDictionary<string, string> Entries(byte[] zip)
    {
        using ZipArchive archive = new(new MemoryStream(zip));
        SortedDictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            entries.Add(entry.FullName.Replace('\\', '/'), Convert.ToHexStringLower(SHA256.HashData(stream)));
        }

        return entries;
    }

    private static ITransformer Keys(MLContext mlContext, BooleanRow no, BooleanRow yes, string column) =>
        Keys(mlContext, mlContext.Data.LoadFromEnumerable([no, yes], Definition<BooleanRow>(column)), column);

    private static ITransformer Keys(MLContext mlContext, DigitRow[] rows, string column) =>
        Keys(mlContext, mlContext.Data.LoadFromEnumerable(rows, Definition<DigitRow>(column)), column);

    private static ITransformer Keys(MLContext mlContext, IDataView rows, string column)
    {
        IDataView keys = mlContext.Transforms.Conversion
            .MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(rows).Transform(rows);
        return mlContext.MulticlassClassification.Trainers.NaiveBayes("Label", column).Fit(keys);
    }

    /// <summary>The two rows pull the bias to 0 and the weight to 1, exactly.</summary>
    private static RegressionPredictionTransformer<LinearRegressionModelParameters> Number(MLContext mlContext)
    {
        IDataView rows = mlContext.Data.LoadFromEnumerable(
            [new NumberRow { Label = 1, Values = [1] }, new NumberRow { Label = -1, Values = [-1] }], Definition<NumberRow>(DigitGraph.DigitScoreName));
        RegressionPredictionTransformer<LinearRegressionModelParameters> model = mlContext.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
        {
            FeatureColumnName = DigitGraph.DigitScoreName,
            BiasLearningRate = 0,
            L1Regularization = 0,
            L2Regularization = 1e-8f,
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 50,
            Shuffle = false,
            ConvergenceTolerance = 1e-9f,
        }).Fit(rows);
        Assert.Equal([1f], model.Model.Weights);
        Assert.Equal(0f, model.Model.Bias);
        return model;
    }

    private static SchemaDefinition Definition<TRow>(string column)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(TRow));
        definition["Values"].ColumnName = column;
        return definition;
    }

    private sealed class BooleanRow
    {
        public bool Label { get; set; }

        [VectorType(1, 2)]
        public float[] Values { get; set; } = [];
    }

    private sealed class DigitRow
    {
        public float Label { get; set; }

        [VectorType(1, 10)]
        public float[] Values { get; set; } = [];
    }

    private sealed class NumberRow
    {
        public float Label { get; set; }

        [VectorType(1, 1)]
        public float[] Values { get; set; } = [];
    }
}
