using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows a run while it goes on.</summary>
internal interface ITrainingScreen
{
    /// <summary>Does the work, showing what it reports.</summary>
    TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work);

    /// <summary>The screen for what standard output is.</summary>
    static ITrainingScreen For(Spectre.Console.IAnsiConsole console, bool quiet) =>
        quiet ? new SilentTraining() : console.IsLive() ? new LiveTraining(console) : new PlainTraining(console);
}
