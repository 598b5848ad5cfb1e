using System.Globalization;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using MlNetDigits.WebApi.Explorer;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;
using IPNetwork = System.Net.IPNetwork;

namespace MlNetDigits.WebApi;

/// <summary>Builds the service.</summary>
internal static class WebService
{
    private const int UnreadBytes = 128 << 10;

    /// <summary>Builds the service without starting it.</summary>
    /// <param name="overrides">Configuration that takes precedence over files and environment variables.</param>
    /// <exception cref="ServiceException">A setting is invalid.</exception>
    public static WebApplication Create(IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(overrides);
        ServiceSettings settings = ServiceSettings.Read(builder.Configuration);
        if (settings.ChosenAddress is string address)
        {
            builder.WebHost.UseUrls(address);
        }

        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Limit(kestrel, settings));
        bool starting = true;
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Whatever stops the start is also thrown, and reported in one line. The host would log it with its stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => !starting && level >= LogLevel.Warning);
        AddServices(builder.Services, settings);
        WebApplication app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => starting = false);
        Use(app, settings);
        Routes.Map(app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ServiceSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = settings.MaxConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        // How much of a body the server buffers before it is read. The defaults allow about 1 MB for each connection.
        kestrel.Limits.MaxRequestBufferSize = UnreadBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 2 * UnreadBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = UnreadBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(settings.TimeoutSeconds);
    }

    private static void AddServices(IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton(settings);
        services.AddDigitRecognizer(options => options.ModelPath = settings.Model);
        services.AddSingleton<BodyBudget>();
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
        AddHostFiltering(services, settings);
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

    /// <summary>
    /// Refuses requests for other hosts. Otherwise a page elsewhere could let a name of its own point to this machine, and its
    /// requests would count as those of the service's own page.
    /// </summary>
    private static void AddHostFiltering(IServiceCollection services, ServiceSettings settings)
    {
        services.Configure<HostFilteringOptions>(options =>
        {
            bool all = settings.AllowedHosts.Count == 0;
            options.AllowedHosts = all ? ["*"] : [.. settings.AllowedHosts];
            options.AllowEmptyHosts = all;
            options.IncludeFailureMessage = false;
        });
        // The host filter comes with the builder and runs before everything that is added to the application.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, ErrorResponses>());
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            // Everything else that answers 400 gives its own detail.
            if (context.ProblemDetails is { Status: StatusCodes.Status400BadRequest, Detail: null })
            {
                context.ProblemDetails.Detail = "Expected the name of a host that this service answers to.";
            }
        });
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

    private static void Use(WebApplication app, ServiceSettings settings)
    {
        UseProxies(app, settings.TrustedProxies);
        app.Use(BrowserSecurity.RequireSameOriginAsync);
        ManifestEmbeddedFileProvider page = new(typeof(WebService).Assembly, "wwwroot");
        app.Use(ModelPage.ServeAsync);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = page });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = page });
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseRateLimiter();
    }

    /// <summary>Takes the caller's address and the scheme from proxies, but from no one else: anybody can send such headers.</summary>
    private static void UseProxies(WebApplication app, IReadOnlyList<IPNetwork> trusted)
    {
        if (trusted.Count == 0)
        {
            return;
        }

        ForwardedHeadersOptions options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (IPNetwork network in trusted)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>
    /// Gives every response the security headers, and every error problem details, those of the host filter too.
    /// </summary>
    private sealed class ErrorResponses : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(BrowserSecurity.AddHeadersAsync);
            app.UseExceptionHandler();
            app.UseStatusCodePages();
            next(app);
        };
    }
}
