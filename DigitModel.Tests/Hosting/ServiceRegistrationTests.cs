using MlNetDigits.Hosting;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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
    public void AddDigitRecognizer_GivesTheLast_WhenAddedTwice()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddDigitRecognizer()
            .AddDigitRecognizer(_models.Path)
            .BuildServiceProvider();

        Assert.Equal(TwoModels.FirstScore, services.GetRequiredService<DigitRecognizer>().Predict(TwoModels.Pixels).Score);
        Assert.Single(services.GetServices<IHostedService>());
    }

    [Fact]
    public void AddDigitRecognizer_Throws_WhenAnOptionMakesNoSense()
    {
        ServiceCollection services = new();

        Assert.Throws<ArgumentException>(() => services.AddDigitRecognizer(""));
        Assert.Throws<ArgumentException>(() => services.AddDigitRecognizer(options => options.PollInterval = TimeSpan.FromDays(-1)));
        Assert.Empty(services);
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
            while (!log.Next().StartsWith("Information: Model loaded again", StringComparison.Ordinal))
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
