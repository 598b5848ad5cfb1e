using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDigits;

/// <summary>
/// Trains a convolutional network on pixels, from scratch, as ML.NET's own trainers train linear models. Get one from
/// <c>mlContext.MulticlassClassification.Trainers.DigitCnn()</c>.
/// </summary>
public sealed class DigitCnnTrainer : IEstimator<DigitCnnTransformer>
{
    private readonly string _label;
    private readonly string _features;
    private readonly DigitCnnOptions _options;

    internal DigitCnnTrainer(string label, string features, DigitCnnOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentException.ThrowIfNullOrEmpty(features);
        _label = label;
        _features = features;
        _options = options;
    }

    /// <summary>Trains; rows without a label are left out.</summary>
    /// <param name="input">
    /// Rows with a feature column, a vector of 784 floats, and a label column, a key whose values are digits or a number.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row holds no pixels, or a label that is no digit.</exception>
    /// <exception cref="DataSplitException">There are too few rows to hold some back for validation.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DigitCnnTransformer Fit(IDataView input) => Fit(input, _options.ValidationSet);

    /// <summary>Trains with rows of their own for validation; rows without a label are left out.</summary>
    /// <param name="input">The rows to learn from.</param>
    /// <param name="validationSet">The rows that choose the epoch to keep; null to hold some of <paramref name="input"/> back.</param>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public DigitCnnTransformer Fit(IDataView input, IDataView? validationSet)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel? channel = _options.LogTo?.Register(nameof(DigitCnnTrainer)).Start("Training");
        DigitLabels labels = LabelsOf(input.Schema);
        DigitDataset train = Read(input, "training set", channel);
        DigitDataset validation;
        if (validationSet == null)
            (train, validation) = Split(train);
        else
            validation = Read(validationSet, "validation set", channel);

        ChannelProgress progress = new(channel, _options.Progress);
        TrainingResult result = new Trainer(_options.Training).Fit(train, validation, progress, null, _options.Cancellation);
        if (result.Cancelled)
            throw new OperationCanceledException(_options.Cancellation);

        ModelFile model = ModelFile.Create(
            result.Network, _options.Training.Network.ToString(), RecordOf(result, train, validation));
        return new(model, _features, _options.PixelRange, labels);
    }

    /// <summary>What comes out of rows with these columns.</summary>
    /// <param name="inputSchema">The columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return PromisedSchema.After(inputSchema, _features, _label, nameof(inputSchema));
    }

    private DigitLabels LabelsOf(DataViewSchema schema) =>
        DigitLabels.Of(schema.GetColumnOrNull(_label) ?? throw SchemaMismatch.Missing("input", "label", _label), "input");

    private DigitDataset Read(IDataView data, string what, IChannel? channel)
    {
        DataViewSchema.Column features = SchemaMismatch.RequireFeatures(data.Schema, _features, "input");
        DigitLabels labels = LabelsOf(data.Schema);
        LabeledRows rows = LabeledRows.Read(
            data, new PixelReader(_features, _options.PixelRange), features, data.Schema[_label], labels, _options.Cancellation);
        if (rows.Unlabeled > 0)
            channel?.Warning(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"{what}: {rows.Unlabeled} rows without a label left out"));
        channel?.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"{what}: {rows.Digits.Count} images"));
        return rows.Digits;
    }

    private (DigitDataset Train, DigitDataset Validation) Split(DigitDataset all)
    {
        decimal percent = _options.ValidationPercent;
        DataSplit split = DataSplit.Stratified(all, new SplitRatios(100 - percent, percent, 0), _options.Training.Seed);
        return (split.Train, split.Validation);
    }

    private ModelTraining RecordOf(TrainingResult result, DigitDataset train, DigitDataset validation) => new()
    {
        TrainImages = train.Count,
        ValidationImages = validation.Count,
        Seed = _options.Training.Seed,
        Epochs = result.History.Count,
        Iterations = result.Iterations,
        BatchSize = _options.Training.BatchSize,
        Optimizer = _options.Training.Optimizer.Name,
        LearningRate = _options.Training.Optimizer.LearningRate,
        WeightDecay = _options.Training.Optimizer.WeightDecay,
        BestEpoch = result.BestEpoch,
    };
}
