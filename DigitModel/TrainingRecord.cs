using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Training;

namespace MlNetDigits;

/// <summary>
/// What a model file says about its training: everything that the result depends on and nothing else, such as times, threads and
/// folders. So the same training gives the same file.
/// </summary>
internal static class TrainingRecord
{
    public static ModelTraining Of(TrainingOptions options, TrainingResult result, DigitDataset train, DigitDataset validation) => new()
    {
        TrainImages = train.Count,
        ValidationImages = validation.Count,
        Seed = options.Seed,
        Epochs = result.History.Count,
        Iterations = result.Iterations,
        BatchSize = options.BatchSize,
        Optimizer = options.Optimizer.Name,
        LearningRate = options.Optimizer.LearningRate,
        WeightDecay = options.Optimizer.WeightDecay,
        HyperParameters = HyperParameters(options, result),
        BestEpoch = result.BestEpoch,
    };

    private static Dictionary<string, string> HyperParameters(TrainingOptions options, TrainingResult result)
    {
        Dictionary<string, string> parameters = new()
        {
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
        switch (options.Optimizer)
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

        if (result.Cancelled)
        {
            parameters["stopped"] = "by its user, before the end that was planned";
        }

        return parameters;
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
