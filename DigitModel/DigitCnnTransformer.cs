using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDigits.Scoring;

namespace MlNetDigits;

/// <summary>
/// Adds four columns to rows with pixels: <c>PredictedLabel</c>, a key of the ten digits; <c>Score</c>, ten probabilities, of which
/// <c>Score[d]</c> belongs to digit d; <c>DigitScore</c> and <c>IsDigit</c>, how much and whether the image looks like a digit at all.
/// Immutable, so any number of threads may use it.
/// </summary>
/// <remarks>
/// <c>mlContext.Model.Save</c> writes only steps of Microsoft.ML and Microsoft.ML.OnnxTransformer, so that Microsoft's packages alone
/// can load the file. It loads ONNX Runtime to do so. <see cref="DigitModel.Save"/> writes the same steps without it.
/// </remarks>
public sealed class DigitCnnTransformer : ITransformer
{
    private readonly DigitScorer _scorer;

    /// <summary>Makes a transformer for an existing model, such as <see cref="ModelFile.LoadDefault"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="featureColumnName">The column with the pixels, a vector of 784 Singles.</param>
    /// <param name="pixelRange">What its numbers mean.</param>
    public DigitCnnTransformer(ModelFile model, string featureColumnName = "Features", PixelRange pixelRange = PixelRange.Grey)
        : this(model, featureColumnName, pixelRange, null, threads: 0)
    {
    }

    internal DigitCnnTransformer(ModelFile model, string featureColumnName, PixelRange pixelRange, TrainingResult? training, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        Model = model;
        FeatureColumnName = featureColumnName;
        PixelRange = pixelRange;
        Training = training;
        _scorer = new(new PredictionEngine(model), new PixelReader(featureColumnName, pixelRange), threads);
    }

    /// <summary>The model, which can also be used without ML.NET.</summary>
    public ModelFile Model { get; }

    /// <summary>How the training went; null if this transformer does not come from one.</summary>
    public TrainingResult? Training { get; }

    /// <summary>The column with the pixels.</summary>
    public string FeatureColumnName { get; }

    /// <summary>What the numbers in it mean.</summary>
    public PixelRange PixelRange { get; }

    /// <summary>Always true: rows can be mapped one at a time.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The input's columns, followed by the four of the predictions.</summary>
    /// <param name="inputSchema">The input's columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => SchemaOf(inputSchema).Output;

    /// <summary>The input's rows with their predictions, which are computed as the rows are read, several at once.</summary>
    /// <param name="input">The rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoreDataView(input, SchemaOf(input.Schema), _scorer);
    }

    /// <summary>A mapper for one row at a time.</summary>
    /// <param name="inputSchema">The rows' columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ScoreMapper(SchemaOf(inputSchema), _scorer);

    /// <summary>Writes the steps that give these predictions. ML.NET calls it.</summary>
    /// <param name="ctx">Where to.</param>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        OnnxRuntimeTelemetry.Disable();
        MLContext mlContext = new();
        using MemoryStream file = new();
        Model.Save(file);
        file.Position = 0;
        using TransformerChain<ITransformer> saved = (TransformerChain<ITransformer>)mlContext.Model.Load(file, out _);

        // The file is the pipeline of DigitModel: these steps, of which the first finds the pixels, and MapKeyToValue.
        ITransformer[] steps = [.. (TransformerChain<ITransformer>)saved.First()];
        steps[0] = FindPixels(mlContext);
        ((ICanSaveModel)new TransformerChain<ITransformer>(steps)).Save(ctx);
    }

    private ITransformer FindPixels(MLContext mlContext)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Pixels)].ColumnName = FeatureColumnName;
        IDataView noRows = mlContext.Data.LoadFromEnumerable(Array.Empty<Row>(), definition);
        return PixelRange == PixelRange.Grey
            ? mlContext.Transforms.CopyColumns(DigitGraph.PixelsName, FeatureColumnName).Fit(noRows)
            : mlContext.Transforms.Expression(DigitGraph.PixelsName, "(x) : x * 255f", FeatureColumnName).Fit(noRows);
    }

    private ScoreSchema SchemaOf(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new(inputSchema, FeatureColumnName, nameof(inputSchema));
    }

    private sealed class Row
    {
        [VectorType(DigitEngine.Data.DigitImage.PixelCount)]
        public float[] Pixels { get; set; } = [];
    }
}
