using MlNetDigits.Saving;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>
/// Adds <c>PredictedLabel</c>, a key, and <c>Score</c>, ten probabilities in the order of its values, to rows with pixels.
/// Immutable; it serves any number of threads.
/// </summary>
/// <remarks>
/// <c>mlContext.Model.Save</c> writes steps that ML.NET knows, and two custom mappings of this assembly: an application that
/// loads the file needs the assembly beside it and nothing else. What it loads is the chain of these steps; it gives the same
/// predictions, one row at a time, with the same names and keys.
/// </remarks>
public sealed class DigitCnnTransformer : ITransformer
{
    private readonly DigitScorer _scorer;

    /// <summary>A transformer for a model that is there already, such as <see cref="ModelFile.LoadDefault"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="featureColumnName">The column with the pixels, a vector of 784 floats.</param>
    /// <param name="pixelRange">What its numbers mean.</param>
    public DigitCnnTransformer(ModelFile model, string featureColumnName = "PixelValues", PixelRange pixelRange = PixelRange.Grey)
        : this(model, featureColumnName, pixelRange, DigitLabels.InOrder(NumberDataViewType.Single))
    {
    }

    internal DigitCnnTransformer(ModelFile model, string featureColumnName, PixelRange pixelRange, DigitLabels labels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        Model = model;
        FeatureColumnName = featureColumnName;
        PixelRange = pixelRange;
        Labels = labels;
        _scorer = new(new PredictionEngine(model), new PixelReader(featureColumnName, pixelRange), labels.Digits);
    }

    /// <summary>The model, to be saved as a file of its own, or used without ML.NET.</summary>
    public ModelFile Model { get; }

    /// <summary>The column with the pixels.</summary>
    public string FeatureColumnName { get; }

    /// <summary>What the numbers in it mean.</summary>
    public PixelRange PixelRange { get; }

    internal DigitLabels Labels { get; }

    /// <summary>Always true: rows can be mapped one at a time.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The input's columns and, behind them, <c>PredictedLabel</c> and <c>Score</c>.</summary>
    /// <param name="inputSchema">The input's columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => SchemaOf(inputSchema).Output;

    /// <summary>The input's rows with their predictions, which are computed while they are read, several rows at once.</summary>
    /// <param name="input">The rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoreDataView(input, SchemaOf(input.Schema), _scorer);
    }

    /// <summary>What maps one row at a time.</summary>
    /// <param name="inputSchema">The rows' columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of the wrong type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ScoreMapper(SchemaOf(inputSchema), _scorer);

    /// <summary>
    /// Writes the network as a frozen TensorFlow graph for <c>mlContext.Model.LoadTensorFlowModel</c>, whole or not at all. Its
    /// input <see cref="TensorFlowFile.InputName"/> takes pixels from 0 to 1, its output
    /// <see cref="TensorFlowFile.OutputName"/> gives the probabilities of 0…9 in this order.
    /// </summary>
    /// <param name="path">Where to; the folder must exist.</param>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public void ToTensorFlow(string path) => TensorFlowFile.Save(Model.Network, path);

    /// <summary>Writes the steps that give these predictions; ML.NET calls it.</summary>
    /// <param name="ctx">Where to.</param>
    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedChain.Of(this).Save(ctx);

    private ScoreSchema SchemaOf(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new(inputSchema, FeatureColumnName, Labels, nameof(inputSchema));
    }
}
