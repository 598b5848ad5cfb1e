using DigitEngine.Prediction;
using MlNetDigits.Tests.ConsoleApp;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Packages;

/// <summary>What <c>generate</c> writes is built with the package and run.</summary>
[Trait("Category", "Toolchain")]
public sealed class GeneratedProjectTests(PackagesFixture fixture) : IClassFixture<PackagesFixture>
{
    [Fact]
    public void Project_BuildsAndRuns()
    {
        ConsoleProcess.Run(fixture.Folder, "generate", "--name", "Sevens").Succeeded();
        string project = Path.Combine(fixture.Folder, "Sevens");
        int images = 60;
        byte[] pixels = TrainingData.Pixels(images);
        byte[] labels = TrainingData.Labels(images);
        File.WriteAllBytes(Path.Combine(project, "digits.csv"), new CsvText().Write(pixels, labels));

        DotnetCli.Run(project, fixture.Environment, "build", "-c", "Release", "-o", "out", "-warnaserror");
        string sample = Run();
        Assert.Contains("PredictedLabel: 5", sample, StringComparison.Ordinal);
        // The labels follow in the order of their probabilities.
        Assert.Equal(10, sample.Split('\n').Count(line => line.Length > 3 && char.IsAsciiDigit(line[0]) && line[1] == ':'));

        Assert.Contains("Confusion table", Run("evaluate", "digits.csv"), StringComparison.Ordinal);
        Assert.Contains("saved as new.zip", Run("train", "digits.csv", "new.zip"), StringComparison.Ordinal);
        Assert.Equal(10, PredictionEngine.Load(Path.Combine(project, "new.zip")).Predict(pixels.AsSpan(0, 784)).Score.Length);

        string Run(params string[] arguments) =>
            DotnetCli.Run(project, fixture.Environment, [Path.Combine("out", "Sevens.dll"), .. arguments]);
    }
}
