using System.Globalization;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using MlNetDigits.WebApi.Explorer;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi;

/// <summary>The service, put together; not yet started.</summary>
internal static class WebService
{
    /// <summary>Makes the service.</summary>
    /// <param name="overrides">Configuration that goes before files and environment variables.</param>
    /// <exception cref="ServiceException">A setting is not what was expected.</exception>
    public static WebApplication Create(IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(overrides);
        ServiceSettings settings = ServiceSettings.Read(builder.Configuration);
        if (ListenAddresses.Of(builder.Configuration) is [ListenAddresses.Standard])
        {
            builder.WebHost.UseUrls(ListenAddresses.Standard);
        }

        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Limit(kestrel, settings));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        AddServices(builder.Services, settings);
        WebApplication app = builder.Build();
        Use(app);
        Routes.Map(app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ServiceSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = settings.MaxConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(settings.TimeoutSeconds);
    }

    private static void AddServices(IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton(settings);
        services.AddDigitRecognizer(settings.Model);
        services.AddSingleton<WorkGate>();
        services.AddSingleton<ApiKeyGuard>();
        services.AddSingleton<ProblemFilter>();
        services.AddSingleton<ExplorerService>();
        services.AddHostedService(provider => provider.GetRequiredService<ExplorerService>());
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddProblemDetails();
        services.AddSingleton<KnownHosts>();
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        });
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait))
                {
                    context.HttpContext.Response.Headers.RetryAfter =
                        Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                }

                return ValueTask.CompletedTask;
            };
            options.AddPolicy(Routes.CallerPolicy, http => CallerLimit(http, settings.RequestsPerMinute));
        });
        ApiDocument.Add(services, settings);
    }

    private static RateLimitPartition<string> CallerLimit(HttpContext http, int perMinute)
    {
        string caller = http.Connection.RemoteIpAddress?.ToString() ?? "";
        return perMinute == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetSlidingWindowLimiter(caller, _ => new()
            {
                PermitLimit = perMinute,
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
            });
    }

    private static void Use(WebApplication app)
    {
        app.Use(SecurityHeaders.AddAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(app.Services.GetRequiredService<KnownHosts>().RequireAsync);
        app.Use(SameOrigin.RequireAsync);
        ManifestEmbeddedFileProvider page = new(typeof(WebService).Assembly, "wwwroot");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = page });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = page });
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseRateLimiter();
    }
}
