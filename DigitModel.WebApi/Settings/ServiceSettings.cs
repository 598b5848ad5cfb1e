using System.Net;
using DigitPictures;

namespace MlNetDigits.WebApi.Settings;

/// <summary>The service can't be started with these settings.</summary>
/// <param name="message">One line that says what was expected.</param>
/// <param name="cause">The error behind it, if any.</param>
internal sealed class ServiceException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// The service's settings: from the section <c>DigitModel</c> of appsettings.json, from environment variables such as
/// <c>DigitModel__MaxBatch</c>, or from the command line, where <c>MaxBatch</c> is <c>--max-batch</c>.
/// </summary>
internal sealed record ServiceSettings
{
    /// <summary>The configuration's section.</summary>
    public const string Section = "DigitModel";

    /// <summary>The address that was chosen because none is configured, or null.</summary>
    public string? ChosenAddress { get; init; }

    /// <summary>The model file; null for the model that comes with the library.</summary>
    public string? Model { get; init; }

    /// <summary>The value of <see cref="Data"/> for no images at all.</summary>
    public const string NoData = "none";

    /// <summary>Labelled images for the explorer; null for the sample, if it is there.</summary>
    public string? Data { get; init; }

    /// <summary>The key that callers must send in a header, or null if none is required.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The host names that the service answers to; empty for all names.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The proxies whose X-Forwarded-For and X-Forwarded-Proto count.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The largest body of a request, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 8 << 20;

    /// <summary>How much memory the bodies of all requests may take at once, in bytes.</summary>
    public int MaxBytesInFlight { get; init; } = 64 << 20;

    /// <summary>The most pixels in a picture.</summary>
    public int MaxPicturePixels { get; init; } = 20_000_000;

    /// <summary>The most images in a batch.</summary>
    public int MaxBatch { get; init; } = 1000;

    /// <summary>The longest time for a request, in seconds, including the time to send it.</summary>
    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>How many requests are worked on at once.</summary>
    public int MaxConcurrent { get; init; } = Environment.ProcessorCount;

    /// <summary>How many requests whose bodies have arrived may wait.</summary>
    public int MaxQueue { get; init; } = 256;

    /// <summary>How many connections may be open at once.</summary>
    public int MaxConnections { get; init; } = 512;

    /// <summary>How many requests one address may make in a minute; 0 for no limit.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="ServiceException">A value is invalid.</exception>
    public static ServiceSettings Read(IConfiguration configuration)
    {
        SettingsReader reader = new(configuration.GetSection(Section));
        ServiceSettings defaults = new();
        string[] addresses = ListenAddresses.Of(configuration);
        string? apiKey = ApiKeyFile.Read(reader.Text(nameof(ApiKey)), reader.Text("ApiKeyFile"));
        bool loopback = addresses.All(ListenAddresses.IsLoopback);
        if (!loopback && apiKey is null)
        {
            throw new ServiceException(
                $"{addresses.First(address => !ListenAddresses.IsLoopback(address))} can be reached from other machines: "
                + "that takes an API key (--api-key-file FILE, or the environment variable DigitModel__ApiKey)");
        }

        string? data = reader.Text(nameof(Data));
        if (data is not (null or NoData) && !Path.Exists(data))
        {
            throw new ServiceException($"{data}: the file does not exist");
        }

        int maxBodyBytes = reader.Whole(nameof(MaxBodyBytes), 1024, GrayPicture.MaxFileLength, defaults.MaxBodyBytes);
        return new()
        {
            ChosenAddress = ListenAddresses.Configured(configuration).Length == 0 ? ListenAddresses.FirstFree() : null,
            Model = reader.Text(nameof(Model)),
            Data = data,
            ApiKey = apiKey,
            AllowedHosts = reader.List(nameof(AllowedHosts)) ?? (loopback ? ListenAddresses.LoopbackNames : []),
            TrustedProxies = reader.Networks(nameof(TrustedProxies)),
            MaxBodyBytes = maxBodyBytes,
            MaxBytesInFlight = reader.Whole(nameof(MaxBytesInFlight), maxBodyBytes, int.MaxValue, Math.Max(defaults.MaxBytesInFlight, maxBodyBytes)),
            MaxPicturePixels = reader.Whole(nameof(MaxPicturePixels), 1, GrayPicture.MaxPixelCount, defaults.MaxPicturePixels),
            MaxBatch = reader.Whole(nameof(MaxBatch), 1, 100_000, defaults.MaxBatch),
            TimeoutSeconds = reader.Whole(nameof(TimeoutSeconds), 1, 3600, defaults.TimeoutSeconds),
            MaxConcurrent = reader.Whole(nameof(MaxConcurrent), 1, 4096, defaults.MaxConcurrent),
            MaxQueue = reader.Whole(nameof(MaxQueue), 0, 100_000, defaults.MaxQueue),
            MaxConnections = reader.Whole(nameof(MaxConnections), 1, 100_000, defaults.MaxConnections),
            RequestsPerMinute = reader.Whole(nameof(RequestsPerMinute), 0, 1_000_000, defaults.RequestsPerMinute),
        };
    }
}
