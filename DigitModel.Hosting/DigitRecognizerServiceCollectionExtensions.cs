using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlNetDigits.Hosting;

// The namespace of all such extensions, so that Program.cs needs no further using.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a <see cref="DigitRecognizer"/>.</summary>
public static class DigitRecognizerServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="DigitRecognizer"/> for the whole application, configured by <see cref="DigitRecognizerOptions"/>. The
    /// options are validated and the model is loaded when the application starts: an invalid option or a file that is not a model
    /// stops the start.
    /// </summary>
    /// <remarks>
    /// Options may also be set by <c>Configure&lt;DigitRecognizerOptions&gt;</c>, for example from a section of the
    /// configuration. Adding the recogniser again adds to its options and makes no second one.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddDigitRecognizer(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<DigitRecognizerOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<DigitRecognizerOptions>, DigitRecognizerOptionsValidator>());
        services.TryAddSingleton(provider => new DigitRecognizer(
            provider.GetRequiredService<IOptions<DigitRecognizerOptions>>(),
            provider.GetService<ILogger<DigitRecognizer>>(),
            provider.GetService<IMeterFactory>(),
            provider.GetService<TimeProvider>()));
        return services.AddHostedService<Loader>();
    }

    /// <inheritdoc cref="AddDigitRecognizer(IServiceCollection)"/>
    /// <param name="services">The application's services.</param>
    /// <param name="modelPath">The model file, which is reloaded whenever it changes.</param>
    public static IServiceCollection AddDigitRecognizer(this IServiceCollection services, string modelPath) =>
        services.AddDigitRecognizer(options => options.ModelPath = modelPath);

    /// <inheritdoc cref="AddDigitRecognizer(IServiceCollection)"/>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddDigitRecognizer(this IServiceCollection services, Action<DigitRecognizerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddDigitRecognizer().Configure(configure);
    }

    /// <summary>
    /// Loads the model when the application starts, where otherwise the first request would wait for it, or fail.
    /// </summary>
    /// <param name="recognizer">Created on the way here.</param>
    private sealed class Loader(DigitRecognizer recognizer) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = recognizer.Engine;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
