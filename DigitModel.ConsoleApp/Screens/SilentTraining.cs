using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows nothing.</summary>
internal sealed class SilentTraining : ITrainingScreen
{
    public TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work) => work(null);
}
