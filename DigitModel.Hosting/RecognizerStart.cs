using Microsoft.Extensions.Hosting;

namespace MlNetDigits.Hosting;

/// <summary>
/// Asks for the recogniser when the application starts: a model file that can't be used stops the start, where otherwise the first
/// request would fail.
/// </summary>
/// <param name="recognizer">Made by asking for it.</param>
internal sealed class RecognizerStart(DigitRecognizer recognizer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = recognizer.Engine;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
