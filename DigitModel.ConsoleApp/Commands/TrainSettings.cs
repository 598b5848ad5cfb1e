using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>What a training run is to do, checked as far as that goes without its data.</summary>
internal sealed record TrainSettings
{
    private static readonly string[] NumberOptions = ["--epochs", "--iterations", "--batch-size", "--learning-rate", "--threads"];

    /// <summary>The file that was named, or null for the sample.</summary>
    public required string? DataPath { get; init; }

    /// <summary>A file of test images of its own, or null to test with a part of the data.</summary>
    public required string? TestPath { get; init; }

    /// <summary>The column of the data by which images are kept together, or null.</summary>
    public required string? GroupColumn { get; init; }

    /// <summary>A file with the group of each image, or null.</summary>
    public required string? GroupFile { get; init; }

    public required Architecture Architecture { get; init; }

    /// <summary>The split that was asked for.</summary>
    public required SplitRatios AskedSplit { get; init; }

    /// <summary>How the data is divided: as asked, less the test part if the test images have a file of their own.</summary>
    public required SplitRatios Split { get; init; }

    public required TrainingOptions Options { get; init; }

    public required Trainer Trainer { get; init; }

    /// <summary>The folder that was named, or null for the next free one.</summary>
    public required string? OutputPath { get; init; }

    public required bool Quiet { get; init; }

    /// <exception cref="CommandException">An option makes no sense.</exception>
    /// <exception cref="Network.NetworkDefinitionException">The architecture has no such name and is no network.</exception>
    public static TrainSettings Create(TrainArguments arguments)
    {
        Architecture architecture = Chosen(arguments);
        string splitText = arguments.Split ?? architecture.Split;
        if (!SplitRatios.TryParse(splitText, out SplitRatios asked))
        {
            throw new CommandException(
                "--split: expected three percentages such as 60/20/20 that add up to 100, "
                + $"the first greater than 0, but found '{splitText}'");
        }

        if (arguments.Test is null && asked.Test == 0)
        {
            throw new CommandException(
                $"--split: {asked} leaves no images for testing: make the third number greater than 0, or name a file with --test");
        }

        TrainingOptions options = Override(architecture.Options, arguments);
        Trainer trainer = Create(options);
        return new()
        {
            DataPath = arguments.Data,
            TestPath = arguments.Test,
            GroupColumn = arguments.GroupColumn,
            GroupFile = arguments.GroupFile,
            Architecture = architecture,
            AskedSplit = asked,
            Split = arguments.Test is null ? asked : WithoutTest(asked),
            Options = options,
            Trainer = trainer,
            OutputPath = arguments.Output,
            Quiet = arguments.Quiet,
        };
    }

    /// <exception cref="CommandException">A number is outside its range. The message begins with the command line's option.</exception>
    private static Trainer Create(TrainingOptions options)
    {
        try
        {
            return new Trainer(options);
        }
        catch (TrainingOptionsException error)
        {
            string? option = NumberOptions.FirstOrDefault(name =>
                error.Message.Contains(name[2..].Replace('-', ' '), StringComparison.Ordinal));
            throw new CommandException(option is null ? error.Message : $"{option}: {error.Message}", error);
        }
    }

    /// <summary>What is trained when neither a preset nor an architecture is named.</summary>
    public static Architecture Usual(string? dataPath) => dataPath is null ? Architecture.Fast : Architecture.Default;

    private static Architecture Chosen(TrainArguments arguments) =>
        arguments.Architecture is string network ? Architecture.Find(network)
        : arguments.Preset is string preset ? Architecture.Presets.Single(each => each.Name == preset)
        : Usual(arguments.Data);

    /// <summary>Training and validation in the same proportion to each other, such as 75/25/0 for 60/20/20.</summary>
    private static SplitRatios WithoutTest(SplitRatios asked)
    {
        if (asked.Validation == 0)
        {
            return new(100, 0, 0);
        }

        decimal share = Math.Clamp(100 * asked.Train / (asked.Train + asked.Validation), 0.01m, 99.99m);
        // By way of text, so that it prints as 75 and not as 75.00.
        decimal train = decimal.Parse(share.ToString("0.##", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return new(train, 100 - train, 0);
    }

    private static TrainingOptions Override(TrainingOptions options, TrainArguments arguments)
    {
        OptimizerOptions optimizer = arguments.Optimizer is null ? options.Optimizer : Named(arguments.Optimizer);
        if (arguments.LearningRate is double rate)
        {
            optimizer = optimizer with { LearningRate = rate };
        }

        return options with
        {
            Optimizer = optimizer,
            Epochs = arguments.Epochs ?? options.Epochs,
            Iterations = arguments.Epochs is null ? arguments.Iterations ?? options.Iterations : null,
            BatchSize = arguments.BatchSize ?? options.BatchSize,
            Seed = arguments.Seed ?? options.Seed,
            Threads = arguments.Threads ?? options.Threads,
        };
    }

    private static OptimizerOptions Named(string name)
    {
        try
        {
            return OptimizerOptions.Named(name);
        }
        catch (ArgumentException error)
        {
            throw new CommandException("--optimizer: " + error.Message, error);
        }
    }
}
