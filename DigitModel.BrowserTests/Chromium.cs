using Microsoft.Playwright;
using MlNetDigits.WebApi.Tests;

namespace MlNetDigits.BrowserTests;

/// <summary>
/// The browser: what the environment variable <c>DIGITMODEL_CHROMIUM</c> names, or Debian's. Where the variable is set, as
/// <c>.ci/run</c> sets it, a browser that isn't there is a failure.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "DIGITMODEL_CHROMIUM";
    private const string Debian = "/usr/bin/chromium";

    private IPlaywright? _playwright;

    /// <summary>Why there is no browser, or null where there is one.</summary>
    public static string? Missing =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } || File.Exists(Debian)
            ? null
            : $"There is no {Debian}, and {Variable} names no other Chromium.";

    internal IBrowser Browser { get; private set; } = null!;

    /// <summary>A service for all tests that want no settings of their own.</summary>
    internal TestService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)TestService.Patience.TotalMilliseconds);
        Service = await TestService.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : Debian,
            // Chromium's own sandbox needs rights that containers and root don't have; the only page is our own.
            ChromiumSandbox = false,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is null)
        {
            return;
        }

        await Browser.DisposeAsync();
        await Service.DisposeAsync();
        _playwright.Dispose();
    }
}
