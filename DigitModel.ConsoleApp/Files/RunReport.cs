using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Training;
using DigitPictures;
using DigitReports;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>The content of a training run's report; the same after the run itself as later from the run's folder.</summary>
internal static class RunReport
{
    /// <summary>Puts the content together.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="record">The run's record.</param>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="history">The run's epochs, as in <c>history.csv</c>.</param>
    /// <param name="answers">The model's answers to the test.</param>
    /// <param name="test">The test images, if available.</param>
    public static ReportContent Of(
        string folder,
        RunRecord record,
        ModelManifest manifest,
        IReadOnlyList<EpochRecord> history,
        TestPredictions answers,
        TestSet? test) => new()
        {
            Name = NameOf(folder),
            Answers = answers,
            Test = test,
            TestName = Path.GetFileName(record.TestData),
            TestFingerprint = record.TestFingerprint,
            Manifest = manifest,
            History = history,
            EpochsPerMember = record.EpochsPerMember,
            TrainingLabels =
            [
                new() { Part = "training", Counts = record.TrainingLabels },
                new() { Part = "validation", Counts = record.ValidationLabels },
            ],
        };

    private static string NameOf(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name ? name : folder;

    /// <summary>Reads a run's folder, without the images.</summary>
    /// <exception cref="CommandException">It is not the folder of a run, or a file is missing.</exception>
    /// <exception cref="DataFormatException">A file holds something else.</exception>
    /// <exception cref="ModelFormatException">The model can't be read.</exception>
    public static (ReportContent Content, RunRecord Record) Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"{folder}: expected the folder of a training run but there is none");
        }

        foreach (string name in (string[])[RunFolder.Model, RunFolder.History, RunFolder.Predictions, RunFolder.Record])
        {
            if (!File.Exists(Path.Combine(folder, name)))
            {
                throw new CommandException($"{folder}: expected the folder of a training run but there is no {name} in it");
            }
        }

        RunRecord record = RunRecord.Read(Path.Combine(folder, RunFolder.Record));
        ModelFile model = ModelFile.Load(Path.Combine(folder, RunFolder.Model));
        IReadOnlyList<EpochRecord> history = HistoryCsv.Read(Path.Combine(folder, RunFolder.History));
        string predictions = Path.Combine(folder, RunFolder.Predictions);
        TestPredictions answers = TestPredictionsCsv.Read(predictions);
        if (answers.ClassCount != DigitImage.ClassCount)
        {
            throw new DataFormatException(predictions, $"expected the scores of {DigitImage.ClassCount} digits but found {answers.ClassCount}");
        }

        return (Of(folder, record, model.Manifest, history, answers, test: null), record);
    }

    /// <summary>Finds the images that a run was tested with, by their positions in their file and their fingerprint.</summary>
    /// <param name="content">The run.</param>
    /// <param name="dataPath">The file with the images.</param>
    /// <param name="problem">If they can't be found: why not, in one line.</param>
    /// <returns>The images, or null if they can't be found.</returns>
    public static TestSet? FindTest(ReportContent content, string dataPath, out string problem)
    {
        try
        {
            DigitDataset data = PictureDigits.ReadLabeled(dataPath);
            TestPredictions answers = content.Answers;
            int[] positions = [.. Enumerable.Range(0, answers.Count).Select(answers.Position)];
            problem = $"{dataPath}: holds other images than the run {content.Name} was tested with";
            if (positions.Max() >= data.Count)
            {
                return null;
            }

            TestSet test = new(data.Subset(positions));
            return test.Fingerprint == content.TestFingerprint ? test : null;
        }
        catch (Exception error) when (error is DataFormatException or PictureFormatException)
        {
            problem = error.Message;
            return null;
        }
    }
}
