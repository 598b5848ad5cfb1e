using System.Globalization;
using DigitEngine.Training;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>One line an epoch, for files, pipes and plain terminals.</summary>
internal sealed class PlainTraining(IAnsiConsole console) : ITrainingScreen, IProgress<TrainingProgress>
{
    public TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work) => work(this);

    public void Report(TrainingProgress value)
    {
        if (value.Completed is not EpochRecord epoch)
            return;
        string number = epoch.Epoch.ToString(CultureInfo.InvariantCulture)
            .PadLeft(value.Epochs.ToString(CultureInfo.InvariantCulture).Length);
        string validation = double.IsNaN(epoch.ValidationLoss)
            ? ""
            : $"  validation {Words.Loss(epoch.ValidationLoss)} {Words.Percent(epoch.ValidationAccuracy)}";
        console.Verbatim(
            $"  epoch {number}/{value.Epochs}  loss {Words.Loss(epoch.TrainingLoss)}{validation}  "
            + $"{Words.Rate(value.ImagesPerSecond)}  {Words.Duration(value.Remaining)} left");
    }
}
