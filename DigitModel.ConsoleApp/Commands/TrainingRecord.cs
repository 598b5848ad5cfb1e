using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>
/// What a model file tells of its training: all that the result depends on, and nothing that it does not depend on, such as
/// times, threads and folders, so that the same training gives the same file.
/// </summary>
internal static class TrainingRecord
{
    public static ModelTraining Of(TrainSettings settings, TrainingData data, TrainingResult result)
    {
        TrainingOptions options = settings.Options;
        return new()
        {
            DataFile = Path.GetFileName(data.Path),
            DataFingerprint = data.All.Fingerprint,
            TrainImages = data.Train.Count,
            ValidationImages = data.Validation.Count,
            TestImages = data.Test.Count,
            Split = settings.Split.ToString(),
            Seed = options.Seed,
            Epochs = result.History.Count,
            Iterations = result.Iterations,
            BatchSize = options.BatchSize,
            Optimizer = options.Optimizer.Name,
            LearningRate = options.Optimizer.LearningRate,
            WeightDecay = options.Optimizer.WeightDecay,
            HyperParameters = HyperParameters(settings, data, result),
            BestEpoch = result.BestEpoch,
            Command = result.Cancelled ? null : Command(settings, data),
        };
    }

    private static Dictionary<string, string> HyperParameters(TrainSettings settings, TrainingData data, TrainingResult result)
    {
        TrainingOptions options = settings.Options;
        Dictionary<string, string> parameters = new()
        {
            ["architecture"] = settings.Architecture.Name,
            ["schedule"] = options.Schedule == LearningRateSchedule.OneCycle ? "one cycle" : "constant",
            ["label smoothing"] = Text(options.LabelSmoothing),
            ["weight averaging"] = options.WeightAveraging > 0 ? $"decay {Text(options.WeightAveraging)}" : "none",
            ["initialization"] = options.Initialization.ToString(),
            ["augmentation"] = options.Augmentation is AugmentationOptions change
                ? $"rotation ±{Text(change.RotationDegrees)}°, scale ±{Text(100 * change.Scale)} %, "
                    + $"shift ±{Text(change.ShiftPixels)} pixels, shear ±{Text(change.Shear)}, "
                    + $"bends ±{Text(change.ElasticPixels)} pixels, thickness ±{Text(100 * change.Thickness)} %, "
                    + $"clutter {Text(100 * change.ClutterShare)} %, another look {Text(100 * change.AppearanceShare)} %"
                : "none",
            ["outliers"] = $"{Text(100 * options.OutlierShare)} %",
            ["members"] = Text(options.Members),
            ["weights"] = options.HalfWeights ? "rounded to half precision" : "single precision",
        };
        AddOptimizer(parameters, options.Optimizer);
        if (settings.TestPath is string path)
        {
            parameters["test file"] = Path.GetFileName(path);
            parameters["test fingerprint"] = data.Test.Fingerprint;
        }

        if (result.Cancelled)
            parameters["stopped"] = "by its user, before the end that was planned";
        return parameters;
    }

    private static void AddOptimizer(Dictionary<string, string> parameters, OptimizerOptions optimizer)
    {
        switch (optimizer)
        {
            case AdamOptions adam:
                parameters["beta 1"] = Text(adam.Beta1);
                parameters["beta 2"] = Text(adam.Beta2);
                parameters["epsilon"] = Text(adam.Epsilon);
                break;
            case RmsPropOptions rmsProp:
                parameters["alpha"] = Text(rmsProp.Alpha);
                parameters["epsilon"] = Text(rmsProp.Epsilon);
                break;
            case SgdOptions sgd:
                parameters["momentum"] = Text(sgd.Momentum) + (sgd.Nesterov ? " (Nesterov)" : "");
                break;
        }
    }

    /// <summary>The command that trains the same network again, from the repository's root, with the data files there.</summary>
    private static string Command(TrainSettings settings, TrainingData data)
    {
        TrainingOptions options = settings.Options;
        TrainingOptions usual = settings.Architecture.Options;
        List<string> words = ["dotnet run -c Release --project DigitModel.ConsoleApp -- train"];
        if (settings.DataPath is not null)
            Add("--data", Path.GetFileName(data.Path));
        if (settings.TestPath is string test)
            Add("--test", Path.GetFileName(test));
        if (settings.AskedSplit != SplitRatios.Parse(settings.Architecture.Split))
            Add("--split", settings.AskedSplit.ToString());
        if (Architecture.Presets.Contains(settings.Architecture))
        {
            if (settings.Architecture != TrainSettings.Usual(settings.DataPath))
                Add("--preset", settings.Architecture.Name);
        }
        else
        {
            Add("--architecture", Architecture.All.Contains(settings.Architecture) ? settings.Architecture.Name : options.Network.ToString());
        }

        if (options.Iterations != usual.Iterations && options.Iterations is int iterations)
            Add("--iterations", Text(iterations));
        if (options.Iterations is null && (usual.Iterations is not null || options.Epochs != usual.Epochs))
            Add("--epochs", Text(options.Epochs));
        if (options.BatchSize != usual.BatchSize)
            Add("--batch-size", Text(options.BatchSize));
        if (options.Optimizer with { LearningRate = usual.Optimizer.LearningRate } != usual.Optimizer)
            Add("--optimizer", options.Optimizer.Name);
        if (options.Optimizer.LearningRate != usual.Optimizer.LearningRate)
            Add("--learning-rate", Text(options.Optimizer.LearningRate));
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
