using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDigits.Scoring;

namespace MlNetDigits;

/// <summary>What the numbers in a feature column mean.</summary>
public enum PixelRange
{
    /// <summary>0 is paper and 255 is ink, as in the CSV.</summary>
    Grey,

    /// <summary>0 is paper and 1 is ink.</summary>
    Unit,
}

/// <summary>How a <see cref="DigitCnnTrainer"/> trains, and what its columns contain.</summary>
public sealed record DigitCnnOptions
{
    /// <summary>
    /// The network and its training, such as <c>Architecture.Fast.Options</c>. They include the seed, so that the same rows give
    /// the same model whatever the seed of the <see cref="MLContext"/> and the number of threads are.
    /// </summary>
    public TrainingOptions Training { get; init; } = Architecture.Default.Options;

    /// <summary>What the numbers in the feature column mean.</summary>
    public PixelRange PixelRange { get; init; } = PixelRange.Grey;

    /// <summary>
    /// Rows to calibrate the confidences with and, unless the schedule keeps the last epoch, to choose the epoch by. They have the
    /// columns of the training set. Null to hold back <see cref="ValidationPercent"/> of the training set.
    /// </summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>
    /// The percentage of each digit's rows that is held back for validation if there is no <see cref="ValidationSet"/>, at least
    /// 0 and below 100. With 0, the last epoch is kept and nothing is calibrated.
    /// </summary>
    public decimal ValidationPercent { get; init; } = 10;

    /// <summary>
    /// The <see cref="MLContext"/> whose <see cref="MLContext.Log"/> gets a line for each epoch; null for none. A trainer can't
    /// find it by itself, because ML.NET's catalogs don't show theirs to other libraries.
    /// </summary>
    public IHostEnvironment? LogTo { get; init; }

    /// <summary>Called after every batch, on the thread that trains; may be null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>How to save the state of the run, and where to continue from; may be null.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Ends the training.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Whether a cancelled training returns what it has learnt so far instead of throwing an
    /// <see cref="OperationCanceledException"/>. It still throws if it has learnt nothing.
    /// </summary>
    public bool KeepWhenCancelled { get; init; }
}

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

    /// <summary>Trains. Rows without a label are left out.</summary>
    /// <param name="input">
    /// Rows with a feature column, a vector of 784 Singles, and a label column, a Single or a key of the ten digits in order.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row has no pixels, or a label that is not a digit.</exception>
    /// <exception cref="DataSplitException">There are too few rows to hold some back for validation.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DigitCnnTransformer Fit(IDataView input) => Fit(input, _options.ValidationSet);

    /// <summary>Trains with separate rows for validation. Rows without a label are left out.</summary>
    /// <param name="input">The rows to learn from.</param>
    /// <param name="validationSet">The rows to validate on; null to hold some of <paramref name="input"/> back.</param>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public DigitCnnTransformer Fit(IDataView input, IDataView? validationSet)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel? channel = _options.LogTo?.Register(nameof(DigitCnnTrainer)).Start("Training");
        DigitDataset train = Read(input, "training set", channel);
        DigitDataset validation;
        if (validationSet is null)
        {
            (train, validation) = Split(train);
        }
        else
        {
            validation = Read(validationSet, "validation set", channel);
        }

        TrainingResult result = new Trainer(_options.Training).Fit(
            train, validation, new LoggedProgress(channel, _options.Progress), _options.Checkpoints, _options.Cancellation);
        if (result.Cancelled && (result.Iterations == 0 || !_options.KeepWhenCancelled))
        {
            throw new OperationCanceledException(_options.Cancellation);
        }

        ModelFile model = ModelFile.Create(
            result.Network,
            _options.Training.Network.ToString(),
            TrainingRecord.Of(_options.Training, result, train, validation),
            metrics: null,
            import: null,
            TrainedImages.Of(train));
        return new(model, _features, _options.PixelRange, result, _options.Training.Threads);
    }

    /// <summary>The columns of the result for rows with these columns.</summary>
    /// <param name="inputSchema">The columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column pixels = Find(inputSchema, _features, "feature");
        if (pixels.Kind != SchemaShape.Column.VectorKind.Vector || pixels.IsKey || pixels.ItemType != NumberDataViewType.Single)
        {
            throw ColumnError.WrongType(nameof(inputSchema), "feature", _features, PixelReader.ExpectedType, $"{pixels.Kind} of {pixels.ItemType}");
        }

        SchemaShape.Column label = Find(inputSchema, _label, "label");
        bool isLabel = label.Kind == SchemaShape.Column.VectorKind.Scalar && (label.IsKey || label.ItemType == NumberDataViewType.Single);
        if (!isLabel)
        {
            throw ColumnError.WrongLabel(nameof(inputSchema), _label, label.ItemType);
        }

        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        foreach (SchemaShape.Column column in ScoreSchema.Promise())
        {
            columns[column.Name] = column;
        }

        return new(columns.Values);
    }

    private static SchemaShape.Column Find(SchemaShape schema, string name, string role)
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
            {
                return column;
            }
        }

        throw ColumnError.Missing("inputSchema", role, name);
    }

    private DigitDataset Read(IDataView data, string what, IChannel? channel)
    {
        LabeledRows rows = LabeledRows.Read(data, _label, _features, _options.PixelRange, _options.Cancellation);
        if (rows.Unlabeled > 0)
        {
            channel?.Warning(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"{what}: {rows.Unlabeled} rows without a label left out"));
        }

        channel?.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"{what}: {rows.Digits.Count} images"));
        return rows.Digits;
    }

    private (DigitDataset Train, DigitDataset Validation) Split(DigitDataset all)
    {
        decimal percent = _options.ValidationPercent;
        DataSplit split = DataSplit.Stratified(all, new SplitRatios(100 - percent, percent, 0), _options.Training.Seed);
        return (split.Train, split.Validation);
    }

    /// <summary>Writes each epoch to ML.NET's log, and passes each batch on to the caller's progress.</summary>
    private sealed class LoggedProgress(IChannel? channel, IProgress<TrainingProgress>? listener) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            listener?.Report(value);
            if (channel is null || value.Completed is not EpochRecord epoch)
            {
                return;
            }

            string validation = double.IsNaN(epoch.ValidationLoss)
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $", validation loss {epoch.ValidationLoss:F4}, accuracy {100 * epoch.ValidationAccuracy:F2} %");
            channel.Info(
                MessageSensitivity.None,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"epoch {epoch.Epoch} of {value.Epochs}: loss {epoch.TrainingLoss:F4}{validation}, {value.ImagesPerSecond:F0} images a second"));
        }
    }
}
