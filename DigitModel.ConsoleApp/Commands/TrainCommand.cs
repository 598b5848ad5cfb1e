using System.CommandLine;
using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>train</c>: learns from labelled images, measures the model, and saves it.</summary>
internal static class TrainCommand
{
    private static readonly Option<string?> Data = new("--data")
    {
        HelpName = "PATH",
        Description = "Labelled images: Kaggle's CSV or MNIST's IDX, plain or gzip. The sample in assets/ by default.",
    };

    private static readonly Option<string?> Test = new("--test")
    {
        HelpName = "PATH",
        Description = "Labelled images to test with instead of a part of the data; the split then divides the rest.",
    };

    private static readonly Option<string?> Split = new("--split")
    {
        HelpName = "A/B/C",
        Description = "Percent for training, validation and test, such as 60/20/20. The architecture's own by default.",
    };

    private static readonly Option<string?> GroupColumn = new("--group-column")
    {
        HelpName = "COLUMN",
        Description = "A column of the CSV, such as writer: the images of each writer stay in one part of the split.",
    };

    private static readonly Option<string?> GroupFile = new("--group-file")
    {
        HelpName = "FILE",
        Description = "The same from a file of its own, for data that has no columns: CSV with a header and a row for each image.",
    };

    private static readonly Option<string?> Preset = new("--preset")
    {
        HelpName = "NAME",
        Description = "How much effort: fast (the sample in under a minute), default (60,000 images in minutes) "
            + "or best (several networks, averaged). fast for the sample, default for other data.",
    };

    private static readonly Option<string?> Network = new("--architecture")
    {
        HelpName = "NAME|TEXT",
        Description = $"Another network than the presets': {string.Join(", ", Architecture.All.Select(each => each.Name))}, "
            + "or layers such as \"conv 32 3x3 relu; maxpool 2; flatten; dense 10\".",
    };

    private static readonly Option<int?> Epochs =
        NumberOption.Whole<int>("--epochs", 1, "How often every image is learnt from.");

    private static readonly Option<int?> Iterations =
        NumberOption.Whole<int>("--iterations", 1, "How many batches are learnt from, instead of --epochs.");

    private static readonly Option<int?> BatchSize =
        NumberOption.Whole<int>("--batch-size", 1, "Images between two steps.");

    private static readonly Option<double?> LearningRate =
        NumberOption.Real("--learning-rate", "The optimizer's step, or its peak where a schedule varies it.");

    private static readonly Option<string?> Optimizer = new("--optimizer")
    {
        HelpName = "NAME",
        Description = "adam, adamw, rmsprop or sgd, with its usual learning rate.",
    };

    private static readonly Option<ulong?> Seed =
        NumberOption.Whole<ulong>("--seed", 0, "Where all random numbers come from: the same seed gives the same model. 42 by default.");

    private static readonly Option<int?> Threads =
        NumberOption.Whole<int>("--threads", 0, "Threads to work with; changes nothing but the time it takes. All processors by default.");

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "DIR",
        Description = "Where results go. The next free runs/<architecture>-<n> by default.",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replaces the results of an earlier run in the folder of --output." };

    private static readonly Option<string?> Resume = new("--resume")
    {
        HelpName = "DIR",
        Description = "Goes on with an interrupted run, given by its folder, with its data and options: ends in the same model as "
            + "if it had not been interrupted. Only --threads and --quiet go with it.",
    };

    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Prints nothing but the results." };

    public static Command Create()
    {
        Command command = new("train", "Trains a network, measures it on images that it has not seen, and saves the model.")
        {
            Data, Test, Split, GroupColumn, GroupFile, Preset, Network, Epochs, Iterations, BatchSize, LearningRate, Optimizer, Seed, Threads, Output, Force, Resume, Quiet,
        };
        ChoiceOption.Limit(Preset, [.. Architecture.Presets.Select(each => each.Name)]);
        command.Validators.Add(result =>
        {
            foreach ((Option first, Option second) in ((Option, Option)[])[(Epochs, Iterations), (GroupColumn, GroupFile), (Preset, Network)])
            {
                if (result.GetResult(first) is not null && result.GetResult(second) is not null)
                {
                    result.AddError($"{first.Name} and {second.Name} can't be used together");
                }
            }
        });
        command.Validators.Add(result =>
        {
            bool resumes = result.GetResult(Resume) is not null;
            foreach (Option option in command.Options.Except([Resume, Threads, Quiet]))
            {
                if (resumes && result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"--resume takes its options from the run, so {option.Name} can't be used with it");
                }
            }
        });
        command.SetAction(parsed => parsed.GetValue(Resume) is string folder
            ? TrainingSession.Resume(folder, parsed.GetValue(Threads), parsed.GetValue(Quiet))
            : TrainingSession.Run(Read(parsed)));
        return command;
    }

    private static TrainArguments Read(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(Data),
        Test = parsed.GetValue(Test),
        Split = parsed.GetValue(Split),
        GroupColumn = parsed.GetValue(GroupColumn),
        GroupFile = parsed.GetValue(GroupFile),
        Preset = parsed.GetValue(Preset),
        Architecture = parsed.GetValue(Network),
        Epochs = parsed.GetValue(Epochs),
        Iterations = parsed.GetValue(Iterations),
        BatchSize = parsed.GetValue(BatchSize),
        LearningRate = parsed.GetValue(LearningRate),
        Optimizer = parsed.GetValue(Optimizer),
        Seed = parsed.GetValue(Seed),
        Threads = parsed.GetValue(Threads),
        Output = parsed.GetValue(Output),
        Force = parsed.GetValue(Force),
        Quiet = parsed.GetValue(Quiet),
    };
}
