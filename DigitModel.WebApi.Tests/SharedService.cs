namespace MlNetDigits.WebApi.Tests;

/// <summary>One service for tests that don't get in each other's way, with limits that are soon reached.</summary>
public sealed class SharedService : IAsyncLifetime
{
    public const int MaxBodyBytes = 1 << 20;

    internal TestService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await TestService.StartAsync(
        ("MaxBodyBytes", MaxBodyBytes), ("MaxBatch", 50), ("MaxPicturePixels", 2_000_000), ("TimeoutSeconds", 30));

    public async ValueTask DisposeAsync() => await Service.DisposeAsync();
}
