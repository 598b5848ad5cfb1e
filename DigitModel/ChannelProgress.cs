using System.Globalization;
using DigitEngine.Training;
using Microsoft.ML.Runtime;

namespace MlNetDigits;

/// <summary>Tells ML.NET's log of each epoch, and whoever else wants to know of each batch.</summary>
internal sealed class ChannelProgress(IChannel? channel, IProgress<TrainingProgress>? listener) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        listener?.Report(value);
        if (channel == null || value.Completed is not EpochRecord epoch)
            return;

        string validation = double.IsNaN(epoch.ValidationLoss)
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture, $", validation loss {epoch.ValidationLoss:F4}, accuracy {100 * epoch.ValidationAccuracy:F2} %");
        channel.Info(
            MessageSensitivity.None,
            string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {epoch.Epoch} of {value.Epochs}: loss {epoch.TrainingLoss:F4}{validation}, {value.ImagesPerSecond:F0} images a second"));
    }
}
