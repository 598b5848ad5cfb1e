using MlNetDigits.Hosting;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlNetDigits.Tests.Hosting;

public sealed class ServiceRegistrationTests : IDisposable
{
    private readonly TwoModels _models = new();

    [Fact]
    public void AddDigitRecognizer_GivesTheShippedModel_OneForAll()
    {
        // Neither logging nor metrics: neither is needed.
        using ServiceProvider services = new ServiceCollection().AddDigitRecognizer().BuildServiceProvider();

        DigitRecognizer recognizer = services.GetRequiredService<DigitRecognizer>();

        Assert.Same(recognizer, services.GetRequiredService<DigitRecognizer>());
        Assert.Equal(PredictionEngine.Default.Predict(TwoModels.Pixels).Score, recognizer.Predict(TwoModels.Pixels).Score);
    }

    [Fact]
    public void AddDigitRecognizer_AddsToTheOptions_WhenCalledTwice()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddDigitRecognizer(options => options.ModelPath = "elsewhere.zip")
            .AddDigitRecognizer(_models.Path)
            .AddDigitRecognizer(options => options.PollInterval = TimeSpan.Zero)
            .BuildServiceProvider();

        DigitRecognizerOptions options = services.GetRequiredService<IOptions<DigitRecognizerOptions>>().Value;
        Assert.Equal((_models.Path, TimeSpan.Zero), (options.ModelPath, options.PollInterval));
        Assert.Equal(TwoModels.FirstScore, services.GetRequiredService<DigitRecognizer>().Predict(TwoModels.Pixels).Score);
        Assert.Single(services.GetServices<IHostedService>());
    }

    /// <summary>Whichever way an application sets its options.</summary>
    [Fact]
    public void AddDigitRecognizer_TakesOptions_FromTheConfiguration()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Digits:ModelPath", _models.Path), new("Digits:ReloadOnChange", "false")])
            .Build();
        using ServiceProvider services = new ServiceCollection()
            .Configure<DigitRecognizerOptions>(configuration.GetSection("Digits"))
            .AddDigitRecognizer()
            .BuildServiceProvider();

        DigitRecognizer recognizer = services.GetRequiredService<DigitRecognizer>();

        Assert.Equal(TwoModels.FirstScore, recognizer.Predict(TwoModels.Pixels).Score);
        Assert.False(services.GetRequiredService<IOptions<DigitRecognizerOptions>>().Value.ReloadOnChange);
    }

    [Fact]
    public async Task Host_DoesNotStart_WhenAnOptionIsInvalid()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddDigitRecognizer("").Configure<DigitRecognizerOptions>(options => options.PollInterval = TimeSpan.FromDays(-1));
        using IHost host = builder.Build();

        OptionsValidationException problem = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
        [
            "ModelPath: expected a file, or null for the model that comes with the library.",
            "PollInterval: expected a time from 0 to 49 days, found -1.00:00:00.",
        ], problem.Failures);
    }

    [Fact]
    public async Task Host_LoadsAndReloads_WhatItIsGiven()
    {
        LogLines log = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddProvider(log);
        builder.Services.AddDigitRecognizer(_models.Path);
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            Assert.Contains(log.All, line => line.StartsWith($"Information: Model loaded from {_models.Path}", StringComparison.Ordinal));
            DigitRecognizer recognizer = host.Services.GetRequiredService<DigitRecognizer>();

            _models.Replace(TwoModels.Second);
            while (!log.Next().StartsWith("Information: Model reloaded", StringComparison.Ordinal))
            {
            }

            Assert.Equal(TwoModels.SecondScore, recognizer.Predict(TwoModels.Pixels).Score);
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task Host_DoesNotStart_WhenTheFileIsNoModel()
    {
        _models.Overwrite("no zip"u8);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddDigitRecognizer(_models.Path);
        using IHost host = builder.Build();

        ModelFormatException problem = await Assert.ThrowsAsync<ModelFormatException>(() => host.StartAsync());

        Assert.StartsWith($"{_models.Path}: ", problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _models.Dispose();
}
