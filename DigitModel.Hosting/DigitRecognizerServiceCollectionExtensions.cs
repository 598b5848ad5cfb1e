using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MlNetDigits.Hosting;

// Where other services' extensions are, so that Program.cs finds this one without a using.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a <see cref="DigitRecognizer"/>.</summary>
public static class DigitRecognizerServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="DigitRecognizer"/> for the whole application, which is loaded when the application starts. Added twice,
    /// the last one counts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="modelPath">
    /// The model file, which is loaded again whenever it changes; null for the model that comes with the library.
    /// </param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static IServiceCollection AddDigitRecognizer(this IServiceCollection services, string? modelPath = null) =>
        services.AddDigitRecognizer(options => options.ModelPath = modelPath);

    /// <inheritdoc cref="AddDigitRecognizer(IServiceCollection, string?)"/>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static IServiceCollection AddDigitRecognizer(this IServiceCollection services, Action<DigitRecognizerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        DigitRecognizerOptions options = new();
        configure(options);
        options.Validate();
        if (options.ModelPath is string path)
        {
            options.ModelPath = Path.GetFullPath(path);
        }

        services.AddSingleton(provider => new DigitRecognizer(
            options,
            provider.GetService<ILogger<DigitRecognizer>>(),
            provider.GetService<IMeterFactory>(),
            provider.GetService<TimeProvider>()));
        return services.AddHostedService<RecognizerStart>();
    }
}
