using DigitEngine.Evaluation;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits;

/// <summary>
/// Handwritten digits with ML.NET, in the three parts that Model Builder writes: training, evaluation and consumption. It loads
/// images, trains a convolutional network on them, measures it with ML.NET's multiclass metrics, saves it as one <c>.zip</c>, and
/// predicts through ML.NET's prediction engine.
/// </summary>
public static partial class DigitModel
{
    /// <summary>Loads labelled digits and checks every value: see <see cref="DigitCatalog.LoadDigits(DataOperationsCatalog, string)"/>.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="inputDataFilePath">CSV or IDX, plain or gzip, or pictures in folders named 0 to 9.</param>
    /// <returns>Rows with <c>Label</c> and <c>PixelValues</c>, the columns of <see cref="ModelInput"/>.</returns>
    /// <exception cref="DigitEngine.Data.DataFormatException">It can't be read or contains something other than labelled digits.</exception>
    public static IDataView LoadData(MLContext mlContext, string inputDataFilePath)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.Data.LoadDigits(inputDataFilePath);
    }

    /// <summary>The pipeline from <c>PixelValues</c> and <c>Label</c> to <c>PredictedLabel</c>, <c>Score</c>, <c>DigitScore</c> and <c>IsDigit</c>.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    public static IEstimator<TransformerChain<ITransformer>> BuildPipeline(MLContext mlContext, DigitCnnOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new EstimatorChain<ITransformer>()
            .Append(mlContext.MulticlassClassification.Trainers.DigitCnn(
                labelColumnName: DigitDataView.LabelName, featureColumnName: DigitDataView.PixelsName, options: options))
            .Append<ITransformer>(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    }

    /// <summary>Trains on a file, measures the model on a part of the file that it has not seen, and saves it.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="outputModelPath">Where to save; the folder must exist.</param>
    /// <param name="inputDataFilePath">Labelled digits.</param>
    /// <param name="options">How to train; null for the defaults. Its validation set is a part of the file.</param>
    /// <param name="split">Percent for training, validation and test.</param>
    /// <returns>How good the model is.</returns>
    /// <exception cref="DigitEngine.Data.DataFormatException">The file can't be read or contains something other than labelled digits.</exception>
    /// <exception cref="DigitEngine.Data.DataSplitException">There are too few rows.</exception>
    /// <exception cref="IOException">The model can't be written.</exception>
    public static DigitEvaluation Train(
        MLContext mlContext, string outputModelPath, string inputDataFilePath, DigitCnnOptions? options = null, string split = "80/10/10")
    {
        IDataView data = LoadData(mlContext, inputDataFilePath);
        options ??= new();
        DigitSplit parts = mlContext.Data.SplitDigits(data, split, options.Training.Seed);
        ITransformer model = Train(mlContext, parts.TrainSet, options with { ValidationSet = parts.ValidationSet });
        DigitEvaluation evaluation = Evaluate(mlContext, model, parts.TestSet);
        Save(mlContext, model, data.Schema, outputModelPath, evaluation);
        return evaluation;
    }

    /// <summary>Trains the pipeline.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="trainSet">The rows to learn from.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    public static TransformerChain<ITransformer> Train(MLContext mlContext, IDataView trainSet, DigitCnnOptions? options = null) =>
        BuildPipeline(mlContext, options).Fit(trainSet);

    /// <summary>Trains the network of a saved model again, from random weights, on other rows.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="modelPath">The model whose layers to train.</param>
    /// <param name="trainSet">The rows to learn from.</param>
    /// <param name="options">How to train; null for the defaults. Its network is the model's.</param>
    /// <exception cref="ModelFormatException">The file is not a digit model.</exception>
    /// <exception cref="NetworkDefinitionException">The model was imported and has layers that this library can't train.</exception>
    public static TransformerChain<ITransformer> Retrain(MLContext mlContext, string modelPath, IDataView trainSet, DigitCnnOptions? options = null)
    {
        options ??= new();
        NetworkDefinition network = NetworkDefinition.Parse(ModelFile.Load(modelPath).Manifest.Architecture);
        return Train(mlContext, trainSet, options with { Training = options.Training with { Network = network } });
    }

    /// <summary>
    /// Saves a model, completely or not at all. The same training gives the same bytes. <c>mlContext.Model.Load</c> opens the file
    /// with Microsoft's packages alone, and <see cref="Load(MLContext, string)"/> with this library's engine.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">A model of <see cref="BuildPipeline"/>, or any pipeline that ML.NET can save.</param>
    /// <param name="inputSchema">The columns that it takes.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="evaluation">How good it is, for the model card; null if that was not measured.</param>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public static void Save(
        MLContext mlContext, ITransformer model, DataViewSchema inputSchema, string path, DigitEvaluation? evaluation = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ITransformer[] steps = [.. model as IEnumerable<ITransformer> ?? []];
        if (steps is
            [
                DigitCnnTransformer { FeatureColumnName: DigitDataView.PixelsName, PixelRange: PixelRange.Grey } cnn,
                KeyToValueMappingTransformer,
            ])
        {
            cnn.Model.With(evaluation?.Digits).Save(path);
        }
        else
        {
            OutputFile.Save(path, stream => mlContext.Model.Save(model, inputSchema, stream));
        }
    }

    /// <summary>Loads a model for this library's engine, which needs no ONNX Runtime and serves any number of threads.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="path">A file written by <see cref="Save"/>, <c>mlContext.Model.Save</c> or the console app.</param>
    /// <exception cref="ModelFormatException">The file can't be read or is not a digit model. The message is one line.</exception>
    public static TransformerChain<ITransformer> Load(MLContext mlContext, string path)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return Load(mlContext, ModelFile.Load(path));
    }

    /// <summary>Makes a pipeline from a model that is in memory.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model, such as <see cref="ModelFile.LoadDefault"/>.</param>
    public static TransformerChain<ITransformer> Load(MLContext mlContext, ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        DigitCnnTransformer cnn = new(model, DigitDataView.PixelsName);
        IDataView noRows = cnn.Transform(mlContext.Data.LoadFromEnumerable(Array.Empty<ModelInput>()));
        return new(cnn, mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(noRows));
    }

    /// <summary>The part of a pipeline that holds the network, its model file and its training.</summary>
    /// <param name="model">A model of <see cref="BuildPipeline"/> or <see cref="Load(MLContext, string)"/>.</param>
    /// <exception cref="ArgumentException">The model has no such part.</exception>
    public static DigitCnnTransformer GetDigitCnn(ITransformer model) =>
        model as DigitCnnTransformer
        ?? (model as IEnumerable<ITransformer>)?.OfType<DigitCnnTransformer>().FirstOrDefault()
        ?? throw new ArgumentException("Expected a model with a DigitCnnTransformer in it.", nameof(model));
}
