using DigitEngine.Network;
using DigitEngine.Training;

namespace MlNetDigits.Tests.Training;

public class TrainingOptionsTests
{
    private static readonly TrainingOptions Good = Architecture.Default.Options;

    public static TheoryData<string, TrainingOptions> Bad => new()
    {
        { "epochs must be 1 to 100000", Good with { Epochs = 0 } },
        { "iterations must be 1 or more", Good with { Iterations = 0 } },
        { "the batch size must be 1 to 4096", Good with { BatchSize = 4097 } },
        { "the label smoothing must be at least 0 and below 1", Good with { LabelSmoothing = 1 } },
        { "the decay of the weights' average must be at least 0 and below 1", Good with { WeightAveraging = double.NaN } },
        { "threads must be 0 to 1024", Good with { Threads = -1 } },
        { "the learning rate must be above 0 and below 1000", Good with { Optimizer = new AdamOptions { LearningRate = 0 } } },
        { "the learning rate must be above 0 and below 1000", Good with { Optimizer = new SgdOptions { LearningRate = double.NaN } } },
        { "the weight decay must be at least 0 and below 1000", Good with { Optimizer = new RmsPropOptions { WeightDecay = -1 } } },
        { "beta2 must be at least 0 and below 1", Good with { Optimizer = new AdamOptions { Beta2 = 1 } } },
        { "alpha must be at least 0 and below 1", Good with { Optimizer = new RmsPropOptions { Alpha = -0.1 } } },
        { "epsilon must be above 0", Good with { Optimizer = new RmsPropOptions { Epsilon = 0 } } },
        { "the momentum must be at least 0 and below 1", Good with { Optimizer = new SgdOptions { Momentum = 1 } } },
        { "the rotation must be 0 to 180 degrees", Good with { Augmentation = new() { RotationDegrees = -1 } } },
        { "the scale must be at least 0 and below 1", Good with { Augmentation = new() { Scale = 1 } } },
        { "the shift must be 0 to 28 pixels", Good with { Augmentation = new() { ShiftPixels = 29 } } },
        { "the shear must be 0 to 1", Good with { Augmentation = new() { Shear = double.NaN } } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Trainer_Throws_WhenAnOptionIsOutsideItsRange(string message, TrainingOptions options) =>
        Assert.StartsWith(message + ", not ", Assert.Throws<TrainingOptionsException>(() => new Trainer(options)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("adam", 0.001, 0)]
    [InlineData("adamw", 0.001, 0.01)]
    [InlineData("rmsprop", 0.001, 0)]
    [InlineData("sgd", 0.05, 0)]
    public void Named_GivesTheUsualSettings(string name, double learningRate, double decay)
    {
        OptimizerOptions options = OptimizerOptions.Named(name);
        Assert.Equal((name, learningRate, decay), (options.Name, options.LearningRate, options.WeightDecay));
    }

    [Fact]
    public void Named_Throws_WhenThereIsNone() => Assert.Equal(
        "expected the optimizer adam, adamw, rmsprop or sgd but found 'lion'", Assert.Throws<ArgumentException>(() => OptimizerOptions.Named("lion")).Message);

    /// <summary>The published networks as their authors describe them: sizes before the dense layers, and all parameters.</summary>
    [Theory]
    [InlineData("cnn-digit-recognizer", "11x11x64", 832 + 25632 + 18496 + 36928 + 15861760 + 20490)]
    [InlineData("digit-recognizer", "2x2x128", 320 + 18496 + 73856 + 32832 + 8320 + 1290)]
    public void Find_GivesThePublishedNetworks(string name, string shape, long parameters)
    {
        NetworkDefinition network = Architecture.Find(name).Options.Network;
        int flatten = network.Layers.ToList().FindIndex(layer => layer is FlattenDefinition);
        Assert.Equal((shape, parameters), (network.OutputOf(flatten - 1).ToString(), network.ParameterCount));
    }

    [Fact]
    public void Find_TakesAText_WithTheTrainingOfDefault()
    {
        Architecture custom = Architecture.Find("flatten; dense 10");
        Assert.Equal("flatten; dense 10", custom.Options.Network.ToString());
        Assert.Equal(Good.Optimizer, custom.Options.Optimizer);
    }

    [Fact]
    public void Find_NamesWhatThereIs_WhenItIsNeither() => Assert.Equal(
        "network: no architecture is called 'resnet'; expected default, cnn-digit-recognizer, digit-recognizer, or layers",
        Assert.Throws<NetworkDefinitionException>(() => Architecture.Find("resnet")).Message);
}
