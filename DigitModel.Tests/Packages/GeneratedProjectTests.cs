using System.Globalization;
using System.Text;
using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.Tests.ConsoleApp;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Packages;

/// <summary>What <c>generate</c> writes is built where it stands, and run.</summary>
[Trait("Category", "Toolchain")]
public sealed class GeneratedProjectTests
{
    private const int Digits = 1000;

    // Printed with four decimals; scores differ in the sixth.
    private const double RoundingError = 6e-5;

    /// <summary>Predicts the images of a file on four threads at once, and prints a line for each.</summary>
    private const string PredictionProgram = """
        using System.Globalization;
        using Sevens_Console;

        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var pixels = File.ReadAllBytes(args[0]);
        var lines = new string[pixels.Length / 784];
        var threads = Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            for (var i = thread; i < lines.Length; i += 4)
            {
                var image = Array.ConvertAll(pixels[(i * 784)..((i + 1) * 784)], pixel => (float)pixel);
                var output = Sevens.Predict(new Sevens.ModelInput { PixelValues = image });
                lines[i] = $"{output.PredictedLabel} {output.IsDigit} {output.DigitScore:R} {string.Join(' ', output.Score)}";
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Console.WriteLine(string.Join('\n', lines));
        """;

    [Fact]
    public void MlNetTarget_RunsByThePrintedCommand_AndEvaluates()
    {
        using GeneratedProject project = new("mlnet");
        project.Write("digits.csv", Csv());
        project.Build();

        AssertSample(project.Paste("Next"));
        AssertSample(project.Run().Succeeded().Output);
        AssertMetrics(project.Run("evaluate", "digits.csv").Succeeded().Output, ModelFile.LoadDefault());
        Refuses("short.csv", Rows(row => row[..500]), "line 3: expected 785 columns");
        Refuses("more.csv", Rows(row => row + ",1"), "line 3: expected 785 columns");
        Refuses("text.csv", Rows(row => row + "x"), "row 2: expected pixels from 0 to 255");
        Refuses("large.csv", Rows(row => row[..^1] + "256"), "row 2: expected pixels from 0 to 255");
        Refuses("label.csv", Rows(row => "1" + row), "row 2: expected a label from 0 to 9");
        Refuses("headless.csv", Rows(row => row)[Rows(row => row).IndexOf('\n')..].Trim(), "expected a header");
        Refuses("empty.csv", "", "expected a row");
        project.Write("packed.csv", new CsvText(Gzip: true).Write(TrainingData.Pixels(3), TrainingData.Labels(3)));
        AssertRefused(project.Run("evaluate", "packed.csv"), "packed.csv, line 1: expected 785 columns");
        AssertRefused(project.Run("evaluate", "missing.csv"), "missing.csv");
        Assert.Empty(project.LeftFiles);

        void Refuses(string file, string text, string message)
        {
            project.Write(file, Encoding.UTF8.GetBytes(text));
            AssertRefused(project.Run("evaluate", file), file, message);
        }
    }

    /// <summary>The model in a program that has Microsoft's packages alone.</summary>
    [Fact]
    public void MlNetTarget_PredictsWhatOurEngineDoes_OnSeveralThreads()
    {
        using GeneratedProject project = new("mlnet");
        AssertPredictions(project, tolerance: 1e-5f);
        Assert.Empty(project.LeftFiles);
    }

    [Fact]
    public void MlNetTarget_TrainsWithOurPackage()
    {
        using GeneratedProject project = new("mlnet");
        AssertTrains(project, "-p:Training=true");
        Assert.Contains("dotnet run -c Release -p:Training=true -- train", project.Output, StringComparison.Ordinal);

        // The new model in the place of the old one, for Microsoft's packages.
        File.Copy(Path.Combine(project.Folder, "new.zip"), Path.Combine(project.Folder, "Sevens.zip"), overwrite: true);
        project.Build();
        AssertMetrics(project.Run("evaluate", "digits.csv").Succeeded().Output, ModelFile.Load(Path.Combine(project.Folder, "new.zip")));
        Assert.Empty(project.LeftFiles);
    }

    /// <summary>Within the clone, too, whose build settings apply to what lies below it.</summary>
    [Fact]
    public void EngineTarget_PredictsEvaluatesAndTrains_AlsoWithinTheClone()
    {
        using GeneratedProject project = new("engine", "Directory.Build.props", "Directory.Packages.props", ".editorconfig");
        AssertTrains(project);
        AssertSample(project.Run().Succeeded().Output);
        AssertMetrics(project.Run("evaluate", "digits.csv").Succeeded().Output, ModelFile.LoadDefault());
        AssertRefused(project.Run("evaluate", "missing.csv"), "missing.csv");
        AssertPredictions(project, tolerance: 0);
        Assert.Empty(project.LeftFiles);
    }

    private static void AssertSample(string output)
    {
        Assert.Contains("PredictedLabel: 5, IsDigit: True", output, StringComparison.Ordinal);
        double[] scores =
        [
            .. output.Split('\n').Where(line => line.Length > 2 && char.IsAsciiDigit(line[0]) && line[1] == ':')
                .Select(line => double.Parse(line[2..].Trim(' ', '%'), CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(10, scores.Length);
        Assert.Equal(scores.OrderDescending(), scores);
    }

    private static void AssertMetrics(string output, ModelFile model)
    {
        MulticlassMetrics metrics = Evaluator.Evaluate(model.Network, new TestSet(TrainingData.Take(0, Digits)));
        string[] lines = output.Split('\n');
        string[] summary = Assert.Single(lines, line => line.StartsWith("accuracy ", StringComparison.Ordinal)).Split(' ');
        Assert.Equal(metrics.MicroAccuracy.ToString("P2", CultureInfo.InvariantCulture), $"{summary[1]} {summary[2].Trim(',')}");
        Assert.Equal(metrics.LogLoss, double.Parse(summary[^1], CultureInfo.InvariantCulture), RoundingError);
        Assert.Contains(metrics.ConfusionMatrix.GetFormattedConfusionTable().Trim(), output, StringComparison.Ordinal);
        int first = Array.FindIndex(lines, line => line.StartsWith("digit ", StringComparison.Ordinal)) + 1;
        for (int digit = 0; digit < DigitImage.ClassCount; digit++)
        {
            double[] figures =
            [
                .. lines[first + digit].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => double.Parse(field, CultureInfo.InvariantCulture)),
            ];
            ClassMetrics expected = metrics.PerClass[digit];
            double[] all = [digit, expected.Precision, expected.Recall, metrics.PerClassLogLoss[digit]];
            Assert.All(all.Zip(figures), pair => Assert.Equal(pair.First, pair.Second, RoundingError));
            Assert.Equal(all.Length, figures.Length);
        }
    }

    private static void AssertPredictions(GeneratedProject project, float tolerance)
    {
        byte[] images = [.. TrainingData.Pixels(Digits), .. Noise(100), .. new byte[DigitImage.PixelCount]];
        project.Write("images.bin", images);
        project.Write("Program.cs", Encoding.UTF8.GetBytes(PredictionProgram));
        project.Build();

        string[] lines = project.Run("images.bin").Succeeded().Lines;

        ModelOutput[] expected =
            [.. images.Chunk(DigitImage.PixelCount).Select(image => PredictionEngine.Default.Predict(image.AsSpan()))];
        Assert.Contains(expected, output => !output.IsDigit);
        Assert.Equal(expected.Length, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split(' ');
            Assert.Equal($"{i}: {expected[i].PredictedLabel} {expected[i].IsDigit}", $"{i}: {fields[0]} {fields[1]}");
            float[] numbers = [.. fields[2..].Select(field => float.Parse(field, CultureInfo.InvariantCulture))];
            Assert.Equal(expected[i].DigitScore, numbers[0], tolerance * Math.Max(1, Math.Abs(expected[i].DigitScore)));
            Assert.Equal(DigitImage.ClassCount, numbers.Length - 1);
            Assert.All(expected[i].Score.Zip(numbers[1..]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    private static void AssertTrains(GeneratedProject project, params string[] arguments)
    {
        project.Write("digits.csv", Csv());
        project.Write("few.csv", new CsvText().Write(TrainingData.Pixels(100), TrainingData.Labels(100)));
        project.Build(arguments);

        Assert.Contains("saved as new.zip", project.Run("train", "few.csv", "new.zip").Succeeded().Output, StringComparison.Ordinal);
        AssertRefused(project.Run("train", "missing.csv", "other.zip"), "missing.csv");

        Assert.False(File.Exists(Path.Combine(project.Folder, "other.zip")));
        ModelFile model = ModelFile.Load(Path.Combine(project.Folder, "new.zip"));
        Assert.Equal(ModelFile.LoadDefault().Manifest.Architecture, model.Manifest.Architecture);
        Assert.NotEqual(ModelFile.LoadDefault().Manifest.Files, model.Manifest.Files);
    }

    private static void AssertRefused(ConsoleResult result, params string[] texts)
    {
        Assert.True(result.ExitCode == 2, $"exit code {result.ExitCode}\n{result.Error}{result.Output}");
        string line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(texts, text => Assert.Contains(text, line, StringComparison.Ordinal));
        Assert.Empty(result.Output);
    }

    private static byte[] Csv() => new CsvText().Write(TrainingData.Pixels(Digits), TrainingData.Labels(Digits));

    /// <summary>Three rows under a header, the second changed.</summary>
    private static string Rows(Func<string, string> change)
    {
        string[] lines = Encoding.UTF8.GetString(new CsvText().Write(TrainingData.Pixels(3), TrainingData.Labels(3))).Trim().Split('\n');
        lines[2] = change(lines[2]);
        return string.Join('\n', lines);
    }

    private static byte[] Noise(int images)
    {
        SeededRandom random = new(9);
        return [.. Enumerable.Range(0, images * DigitImage.PixelCount).Select(_ => (byte)random.NextInt32(256))];
    }
}
