using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>A named network with the training that its authors use for it.</summary>
/// <param name="Name">What <see cref="Find"/> and the console app know it by.</param>
/// <param name="Description">A line that describes it.</param>
/// <param name="Split">The shares of training, validation and test images in percent, such as <c>60/20/20</c>.</param>
/// <param name="Options">The network and how it is trained.</param>
public sealed record Architecture(string Name, string Description, string Split, TrainingOptions Options)
{
    /// <summary>
    /// This project's own network: small, with batch normalisation, and trained to read digits in any condition and to reject
    /// everything else.
    /// </summary>
    public static Architecture Default { get; } = new(
        "default",
        "small, batch-normalised; ten minutes for 60,000 images on two cores",
        "60/20/20",
        new TrainingOptions
        {
            Network = NetworkDefinition.Parse(
                "conv 32 5x5; batchnorm relu; maxpool 2; conv 48 3x3; batchnorm relu; conv 96 3x3; batchnorm relu; maxpool 2; "
                + "conv 192 3x3; batchnorm relu; flatten; dropout 0.3; dense 10"),
            Optimizer = new AdamOptions { LearningRate = 0.006, Decoupled = true, WeightDecay = 0.01 },
            Schedule = LearningRateSchedule.OneCycle,
            Epochs = 30,
            BatchSize = 64,
            Augmentation = new() { ElasticPixels = 2, Thickness = 0.5, ClutterShare = 0.15, AppearanceShare = 0.5 },
            OutlierShare = 0.1,
            WeightAveraging = 0.99,
            HalfWeights = true,
        });

    /// <summary>The network of <see cref="Default"/> with shorter training: under a minute on the sample.</summary>
    public static Architecture Fast { get; } = new(
        "fast",
        "as default, with fewer epochs and lighter augmentation: for 10,000 images in under a minute",
        "60/20/20",
        Default.Options with
        {
            Epochs = 20,
            Augmentation = new() { ElasticPixels = 1, Thickness = 0.3, ClutterShare = 0.05, AppearanceShare = 0.25 },
            OutlierShare = 0.05,
        });

    /// <summary>Three networks like that of <see cref="Default"/>, whose logits are averaged.</summary>
    public static Architecture Best { get; } = new(
        "best",
        "three networks as default's, averaged",
        "60/20/20",
        Default.Options with { Members = 3 });

    /// <summary>The network of https://github.com/MLOps-essi-upc/taed2-data-alchemists.</summary>
    public static Architecture CnnDigitRecognizer { get; } = new(
        "cnn-digit-recognizer",
        "four convolutions, dense 2048, RMSprop, 2,000 iterations",
        "60/20/20",
        new TrainingOptions
        {
            Network = NetworkDefinition.Parse(
                "conv 32 5x5 pad 1; conv 32 5x5 pad 1 relu; maxpool 2 stride 1; dropout 0.5; "
                + "conv 64 3x3 pad 1; conv 64 3x3 pad 1 relu; maxpool 2; dropout 0.5; "
                + "flatten; dropout 0.5; dense 2048 relu; dropout 0.5; dense 10"),
            Initialization = WeightInitialization.PyTorch,
            Optimizer = new RmsPropOptions { LearningRate = 0.001, WeightDecay = 1e-4 },
            Iterations = 2000,
            BatchSize = 100,
        });

    /// <summary>The network of https://github.com/edoardoinnocenti/DigitRecognizer.</summary>
    public static Architecture DigitRecognizer { get; } = new(
        "digit-recognizer",
        "three convolutions, dense 64 and 128, Adam, 8 epochs",
        "80/10/10",
        new TrainingOptions
        {
            Network = NetworkDefinition.Parse(
                "conv 32 3x3 relu; maxpool 2; conv 64 3x3 same relu; maxpool 2; conv 128 3x3 relu; maxpool 2; "
                + "flatten; dense 64 relu; dropout 0.2; dense 128 relu; dropout 0.2; dense 10"),
            Initialization = WeightInitialization.Glorot,
            Optimizer = new AdamOptions { LearningRate = 0.001 },
            Epochs = 8,
            BatchSize = 32,
        });

    /// <summary>The named networks.</summary>
    public static IReadOnlyList<Architecture> All { get; } = [Default, CnnDigitRecognizer, DigitRecognizer];

    /// <summary>The trainings of <see cref="Default"/>'s network, from the fastest to the most accurate.</summary>
    public static IReadOnlyList<Architecture> Presets { get; } = [Fast, Default, Best];

    /// <summary>An architecture by its name, or one with a network given as text and the training of <see cref="Default"/>.</summary>
    /// <param name="nameOrText">A name, or text such as <c>conv 32 3x3 relu; maxpool 2; flatten; dense 10</c>.</param>
    /// <exception cref="NetworkDefinitionException">It is neither.</exception>
    public static Architecture Find(string nameOrText)
    {
        ArgumentNullException.ThrowIfNull(nameOrText);
        foreach (Architecture architecture in All)
        {
            if (architecture.Name == nameOrText)
            {
                return architecture;
            }
        }

        // A single word can't be a network, so it was meant as a name.
        if (!nameOrText.Contains(' ', StringComparison.Ordinal) && !nameOrText.Contains(';', StringComparison.Ordinal))
        {
            string names = string.Join(", ", All.Select(architecture => architecture.Name));
            throw new NetworkDefinitionException($"network: no architecture is called '{nameOrText}'; expected {names}, or layers");
        }

        return Default with
        {
            Name = "custom",
            Description = "given as text",
            Options = Default.Options with { Network = NetworkDefinition.Parse(nameOrText) },
        };
    }
}
