using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>Adds what the console knows of a training to what its model file tells: the files, and the command.</summary>
internal static class RunProvenance
{
    /// <param name="record">What the pipeline recorded.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="data">The images.</param>
    /// <param name="isComplete">Whether the training came to its planned end.</param>
    public static ModelTraining Add(ModelTraining record, TrainSettings settings, TrainingData data, bool isComplete)
    {
        Dictionary<string, string> parameters = new(record.HyperParameters) { ["architecture"] = settings.Architecture.Name };
        if (settings.TestPath is string path)
        {
            parameters["test file"] = Path.GetFileName(path);
            parameters["test fingerprint"] = data.Test.Fingerprint;
        }

        return record with
        {
            DataFile = Path.GetFileName(data.Path),
            DataFingerprint = data.All.Fingerprint,
            TestImages = data.Test.Count,
            Split = settings.Split.ToString(),
            HyperParameters = parameters,
            Command = isComplete ? Command(settings, data) : null,
        };
    }

    /// <summary>The command that trains the same network again, from the repository's root, with the data files there.</summary>
    private static string Command(TrainSettings settings, TrainingData data)
    {
        TrainingOptions options = settings.Options;
        TrainingOptions usual = settings.Architecture.Options;
        List<string> words = ["dotnet run -c Release --project DigitModel.ConsoleApp -- train"];
        if (settings.DataPath is not null)
        {
            Add("--data", Path.GetFileName(data.Path));
        }

        if (settings.TestPath is string test)
        {
            Add("--test", Path.GetFileName(test));
        }

        if (settings.GroupColumn is string column)
        {
            Add("--group-column", column);
        }

        if (settings.GroupFile is string groups)
        {
            Add("--group-file", Path.GetFileName(groups));
        }

        if (settings.AskedSplit != SplitRatios.Parse(settings.Architecture.Split))
        {
            Add("--split", settings.AskedSplit.ToString());
        }

        if (Architecture.Presets.Contains(settings.Architecture))
        {
            if (settings.Architecture != TrainSettings.Usual(settings.DataPath))
            {
                Add("--preset", settings.Architecture.Name);
            }
        }
        else
        {
            Add("--architecture", Architecture.All.Contains(settings.Architecture) ? settings.Architecture.Name : options.Network.ToString());
        }

        if (options.Iterations != usual.Iterations && options.Iterations is int iterations)
        {
            Add("--iterations", Text(iterations));
        }

        if (options.Iterations is null && (usual.Iterations is not null || options.Epochs != usual.Epochs))
        {
            Add("--epochs", Text(options.Epochs));
        }

        if (options.BatchSize != usual.BatchSize)
        {
            Add("--batch-size", Text(options.BatchSize));
        }

        if (options.Optimizer with { LearningRate = usual.Optimizer.LearningRate } != usual.Optimizer)
        {
            Add("--optimizer", options.Optimizer.Name);
        }

        if (options.Optimizer.LearningRate != usual.Optimizer.LearningRate)
        {
            Add("--learning-rate", Text(options.Optimizer.LearningRate));
        }

        Add("--seed", Text(options.Seed));
        return string.Join(' ', words);

        void Add(string option, string value)
        {
            words.Add(option);
            words.Add(CommandHint.Quote(value));
        }
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
