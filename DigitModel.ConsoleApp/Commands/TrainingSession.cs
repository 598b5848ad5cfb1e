using System.Text;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Training;
using DigitReports;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.ConsoleApp.Screens;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>A training run from the data's file to the results' files.</summary>
internal sealed class TrainingSession
{
    private readonly MLContext _mlContext = new();
    private readonly TrainSettings _settings;
    private readonly IAnsiConsole _console = ConsoleOutput.Create();

    private TrainingSession(TrainSettings settings) => _settings = settings;

    /// <summary>Begins a run.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(TrainArguments arguments)
    {
        TrainSettings settings = TrainSettings.Create(arguments);
        using ShutdownSignal shutdown = new();
        TrainingSession session = new(settings);
        using RunFolder folder = settings.OutputPath is string path
            ? RunFolder.TakeNew(path, arguments.Force)
            : RunFolder.TakeNext(settings.Architecture.Name);
        TrainingData data = TrainingData.Read(session._mlContext, settings);
        CheckpointFiles files = new(folder, arguments);
        files.Delete();
        return session.RunOrTidy(data, folder, files, resume: null, shutdown.Token);
    }

    /// <summary>Goes on with a run.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="threads">Threads to work with instead of as many as before.</param>
    /// <param name="quiet">Prints nothing but the results.</param>
    /// <returns>The exit code.</returns>
    public static int Resume(string path, int? threads, bool quiet)
    {
        TrainArguments arguments = RunArguments.Read(path);
        TrainSettings settings = TrainSettings.Create(arguments with { Threads = threads ?? arguments.Threads, Quiet = quiet });
        using ShutdownSignal shutdown = new();
        using RunFolder folder = RunFolder.Take(path);
        CheckpointFiles files = new(folder, arguments);
        TrainingCheckpoint checkpoint = files.LoadNewest();
        TrainingSession session = new(settings);
        TrainingData data = TrainingData.Read(session._mlContext, settings);
        return session.RunOrTidy(data, folder, files, checkpoint, shutdown.Token);
    }

    /// <summary>Runs, and leaves nothing of a run behind that can't be gone on with.</summary>
    private int RunOrTidy(
        TrainingData data, RunFolder folder, CheckpointFiles files, TrainingCheckpoint? resume, CancellationToken cancellation)
    {
        try
        {
            return Run(data, folder, files, resume, cancellation);
        }
        catch (TrainingDivergedException)
        {
            // It would only diverge again.
            files.Delete();
            throw;
        }
        catch (Exception error) when (error is CommandException or OutputFileException && files.HasCheckpoint)
        {
            throw new CommandException(
                $"{error.Message}; the last checkpoint is kept, go on with: {CommandHint.Text} train --resume {CommandHint.Quote(folder.Path)}",
                error);
        }
    }

    private int Run(
        TrainingData data, RunFolder folder, CheckpointFiles files, TrainingCheckpoint? resume, CancellationToken cancellation)
    {
        if (!_settings.Quiet)
        {
            DataScreen.Write(_console, data, _settings);
            NetworkScreen.Write(_console, _settings.Architecture.Name, _settings.Options.Network, _settings.Options.Members);
            _console.Heading("Training");
            NetworkScreen.WriteTraining(_console, _settings.Options);
            if (resume is not null)
            {
                _console.Fact("going on", $"after {NumberFormat.Count(resume.Iteration)} batches and {NumberFormat.Clock(resume.Elapsed)}");
            }
        }

        if (Train(data, new(files.Save) { Resume = resume }, cancellation) is not ITransformer model)
        {
            Console.Error.WriteLine("cancelled before the first batch: there is nothing to save");
            return ExitCodes.Cancelled;
        }

        TrainingResult result = DigitModel.GetDigitCnn(model).Training!;
        if (!_settings.Quiet)
        {
            WriteTrained(result);
        }

        if (result.Cancelled)
        {
            Console.Error.WriteLine(
                $"cancelled after {NumberFormat.Count(result.Iterations)} batches: what was learnt so far is tested and saved; "
                + $"go on with: {CommandHint.Text} train --resume {CommandHint.Quote(folder.Path)}");
        }

        DigitEvaluation evaluation = DigitModel.Evaluate(_mlContext, model, _mlContext.Data.LoadDigits(data.Test));
        Save(folder, data, model, evaluation);
        if (!result.Cancelled)
        {
            files.Delete();
        }

        Tell(folder, evaluation, result.Cancelled);
        return result.Cancelled ? ExitCodes.Cancelled : ExitCodes.Done;
    }

    /// <summary>Trains the pipeline, showing how far it has come.</summary>
    /// <returns>The model, of what was learnt so far if it was cancelled; null if that is nothing.</returns>
    private TransformerChain<ITransformer>? Train(TrainingData data, CheckpointOptions checkpoints, CancellationToken cancellation)
    {
        DigitCnnOptions options = new()
        {
            Training = _settings.Options,
            ValidationSet = _mlContext.Data.LoadDigits(data.Validation),
            Checkpoints = checkpoints,
            Cancellation = cancellation,
            KeepWhenCancelled = true,
        };
        TransformerChain<ITransformer>? model = null;
        try
        {
            ITrainingScreen.For(_console, _settings.Quiet).Show(progress =>
                model = DigitModel.Train(_mlContext, _mlContext.Data.LoadDigits(data.Train), options with { Progress = progress }));
        }
        catch (OperationCanceledException)
        {
            // Nothing was learnt: the caller says so.
        }

        return model;
    }

    private void WriteTrained(TrainingResult result)
    {
        EpochRecord best = result.History[result.BestEpoch - 1];
        string why = double.IsNaN(best.ValidationLoss) || _settings.Options.Schedule == LearningRateSchedule.OneCycle
            ? "the last epoch is kept"
            : $"epoch {result.BestEpoch} is kept: its validation loss is the lowest, {NumberFormat.Loss(best.ValidationLoss)}";
        _console.Fact(result.Cancelled ? "stopped" : "done", $"{NumberFormat.Count(result.Iterations)} batches in {NumberFormat.Clock(result.Elapsed)}, {NumberFormat.Rate(result.ImagesPerSecond)}; {why}");
    }

    private void Save(RunFolder folder, TrainingData data, ITransformer trained, DigitEvaluation evaluation)
    {
        DigitCnnTransformer cnn = DigitModel.GetDigitCnn(trained);
        TrainingResult result = cnn.Training!;
        ModelFile model = cnn.Model.With(
            evaluation.Digits, RunProvenance.Add(cnn.Model.Manifest.Training!, _settings, data, isComplete: !result.Cancelled));
        using OutputFile json = new(folder.PathOf(RunFolder.Metrics));
        using OutputFile history = new(folder.PathOf(RunFolder.History));
        using OutputFile confusions = new(folder.PathOf(RunFolder.Confusions));
        using OutputFile predictions = new(folder.PathOf(RunFolder.Predictions));
        using OutputFile record = new(folder.PathOf(RunFolder.Record));
        using OutputFile page = new(folder.PathOf(RunFolder.Report));
        StringWriter epochs = new();
        HistoryCsv.Write(epochs, result.History);
        RunRecord run = RecordOf(folder, data, result);
        json.Write(stream => MetricsJson.Write(stream, evaluation.Digits, evaluation.ImagesPerSecond));
        history.Write(stream => WriteText(stream, writer => writer.Write(epochs.ToString())));
        confusions.Write(stream => WriteText(stream, writer => ConfusionMatrixCsv.Write(writer, evaluation.Digits.ConfusionMatrix)));
        predictions.Write(stream => WriteText(stream, writer => TestPredictionsCsv.Write(writer, evaluation.Answers)));
        record.Write(run.Write);

        // Of what the folder will hold, so that the same page can be made of it again.
        IReadOnlyList<EpochRecord> written = HistoryCsv.Read(new StringReader(epochs.ToString()), RunFolder.History);
        page.Write(stream => HtmlReport.Write(stream, RunReport.Of(folder.Path, run, model.Manifest, written, evaluation.Answers, data.Test)));
        OutputFile[] files = [json, history, confusions, predictions, record, page];
        Array.ForEach(files, file => file.Complete());
        try
        {
            model.Save(folder.PathOf(RunFolder.Model));
        }
        catch (IOException error)
        {
            throw new CommandException(error.Message, error);
        }

        Array.ForEach(files, file => file.Commit());
    }

    private RunRecord RecordOf(RunFolder folder, TrainingData data, TrainingResult result)
    {
        // A run that is counted in batches ends within an epoch.
        long each = result.History[0].Iteration;
        int epochs = _settings.Options.Iterations is int iterations
            ? (int)((iterations + each - 1) / each)
            : _settings.Options.Epochs;
        return new()
        {
            TestData = RunRecord.FromFolder(folder.Path, _settings.TestPath ?? data.Path),
            TestFingerprint = data.Test.Fingerprint,
            EpochsPerMember = epochs,
            TrainingLabels = data.Train.CountPerClass,
            ValidationLabels = data.Validation.CountPerClass,
        };
    }

    private void Tell(RunFolder folder, DigitEvaluation evaluation, bool isCancelled)
    {
        string model = folder.PathOf(RunFolder.Model);
        if (_settings.Quiet)
        {
            _console.Verbatim(MetricsScreen.Summary(evaluation));
            _console.Verbatim(model);
            return;
        }

        MetricsScreen.Write(_console, _settings.TestPath is null ? "Test" : $"Test on {_settings.TestPath}", evaluation);
        _console.Heading("Saved");
        _console.Verbatim($"  {model}");
        _console.Verbatim($"  {folder.PathOf(RunFolder.Report)}");
        _console.Verbatim(
            $"  {RunFolder.Metrics}, {RunFolder.History}, {RunFolder.Confusions}, {RunFolder.Predictions} and {RunFolder.Record} beside them");
        _console.Heading("Next");
        foreach ((string what, string command) in Next(folder, isCancelled))
        {
            _console.Verbatim($"  {what,-10}  {command}");
        }
    }

    /// <summary>What one may want to do now, each as a line to copy.</summary>
    private static IEnumerable<(string What, string Command)> Next(RunFolder folder, bool isCancelled)
    {
        string run = CommandHint.Quote(folder.Path);
        if (isCancelled)
        {
            yield return ("go on", $"{CommandHint.Text} train --resume {run}");
        }

        yield return ("look", CommandHint.OpenInBrowser(folder.PathOf(RunFolder.Report)));
        yield return ("draw", $"{CommandHint.Text} serve --model {run}");
        if (folder.FindEarlierRun() is string earlier)
        {
            yield return ("compare", $"{CommandHint.Text} report --compare {CommandHint.Quote(earlier)} {run}");
        }
    }

    private static void WriteText(Stream stream, Action<TextWriter> write)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true);
        write(writer);
    }
}
