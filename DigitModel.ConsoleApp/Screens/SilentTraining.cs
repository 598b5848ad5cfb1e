using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows nothing.</summary>
internal sealed class SilentTraining : ITrainingScreen
{
    public TrainingResult Show(Func<IProgress<TrainingProgress>?, TrainingResult> work) => work(null);
}
