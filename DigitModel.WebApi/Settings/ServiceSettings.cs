using DigitPictures;

namespace MlNetDigits.WebApi.Settings;

/// <summary>
/// What the service is told when it starts: by the section <c>DigitModel</c> of appsettings.json, by environment variables such
/// as <c>DigitModel__MaxBatch</c>, or on the command line, where <c>MaxBatch</c> is <c>--max-batch</c>.
/// </summary>
internal sealed record ServiceSettings
{
    /// <summary>The configuration's section.</summary>
    public const string Section = "DigitModel";

    /// <summary>The model file; null for the model that comes with the library.</summary>
    public string? Model { get; init; }

    /// <summary>What is said for <see cref="Data"/> where no images are to be read.</summary>
    public const string NoData = "none";

    /// <summary>Labelled images for the explorer; null for the sample, where there is one.</summary>
    public string? Data { get; init; }

    /// <summary>What callers must send as header, or null where everybody may ask.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Names that the service answers to; empty for all of them.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The longest body of a request, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 8 << 20;

    /// <summary>The most pixels that a picture may have.</summary>
    public int MaxPicturePixels { get; init; } = 20_000_000;

    /// <summary>The most images in one batch.</summary>
    public int MaxBatch { get; init; } = 1000;

    /// <summary>How long a request may take, its sending included.</summary>
    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>Requests that are worked on at once.</summary>
    public int MaxConcurrent { get; init; } = Environment.ProcessorCount;

    /// <summary>Requests, completely sent, that wait for their turn.</summary>
    public int MaxQueue { get; init; } = 256;

    /// <summary>Connections held open at once.</summary>
    public int MaxConnections { get; init; } = 512;

    /// <summary>Requests that one address may make in a minute; 0 for no limit.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>What the configuration says, checked.</summary>
    /// <exception cref="ServiceException">A value is not what was expected.</exception>
    public static ServiceSettings Read(IConfiguration configuration)
    {
        SettingsReader reader = new(configuration.GetSection(Section));
        ServiceSettings standard = new();
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
            throw new ServiceException($"{data}: there is no such file");
        }

        return new()
        {
            Model = reader.Text(nameof(Model)),
            Data = data,
            ApiKey = apiKey,
            AllowedHosts = reader.List(nameof(AllowedHosts)) ?? (loopback ? ListenAddresses.LoopbackNames : []),
            MaxBodyBytes = reader.Whole(nameof(MaxBodyBytes), 1024, GrayPicture.MaxFileLength, standard.MaxBodyBytes),
            MaxPicturePixels = reader.Whole(nameof(MaxPicturePixels), 1, GrayPicture.MaxPixelCount, standard.MaxPicturePixels),
            MaxBatch = reader.Whole(nameof(MaxBatch), 1, 100_000, standard.MaxBatch),
            TimeoutSeconds = reader.Whole(nameof(TimeoutSeconds), 1, 3600, standard.TimeoutSeconds),
            MaxConcurrent = reader.Whole(nameof(MaxConcurrent), 1, 4096, standard.MaxConcurrent),
            MaxQueue = reader.Whole(nameof(MaxQueue), 0, 100_000, standard.MaxQueue),
            MaxConnections = reader.Whole(nameof(MaxConnections), 1, 100_000, standard.MaxConnections),
            RequestsPerMinute = reader.Whole(nameof(RequestsPerMinute), 0, 1_000_000, standard.RequestsPerMinute),
        };
    }
}
