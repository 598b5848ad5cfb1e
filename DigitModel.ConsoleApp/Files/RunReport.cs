using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Training;
using DigitPictures;
using DigitReports;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>What the report of a training run tells: the same from the run itself as later from its folder.</summary>
internal static class RunReport
{
    /// <summary>Joins what is known of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="record">What it keeps for its report.</param>
    /// <param name="manifest">What its model tells.</param>
    /// <param name="history">Its epochs, as <c>history.csv</c> has them.</param>
    /// <param name="answers">Its answers to the test.</param>
    /// <param name="test">The test images, where they are at hand.</param>
    public static ReportContent Of(
        string folder,
        RunRecord record,
        ModelManifest manifest,
        IReadOnlyList<EpochRecord> history,
        TestAnswers answers,
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
            TrainingLabels = [new("training", record.TrainingLabels), new("validation", record.ValidationLabels)],
        };

    private static string NameOf(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name ? name : folder;

    /// <summary>Reads a run's folder, without the images.</summary>
    /// <exception cref="CommandException">It is none, or from a version that kept no answers.</exception>
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
        TestAnswers answers = TestAnswersCsv.Read(predictions);
        if (answers.ClassCount != DigitImage.ClassCount)
        {
            throw new DataFormatException(predictions, $"expected the scores of {DigitImage.ClassCount} digits but found {answers.ClassCount}");
        }

        return (Of(folder, record, model.Manifest, history, answers, test: null), record);
    }

    /// <summary>Finds the images that a run was tested with, by where they stand in their file and by their fingerprint.</summary>
    /// <param name="content">The run.</param>
    /// <param name="dataPath">The file they are from.</param>
    /// <param name="problem">One line about why there are none.</param>
    /// <returns>The images, or null.</returns>
    public static TestSet? FindTest(ReportContent content, string dataPath, out string problem)
    {
        try
        {
            DigitDataset data = PictureDigits.ReadLabeled(dataPath);
            TestAnswers answers = content.Answers;
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
