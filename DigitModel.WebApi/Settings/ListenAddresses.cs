using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MlNetDigits.WebApi.Settings;

/// <summary>The addresses that the service will listen on, found as Kestrel finds them, so that none is left unguarded.</summary>
internal static class ListenAddresses
{
    /// <summary>The address if none is configured and its port is free.</summary>
    public const string Default = "http://127.0.0.1:5000";

    private const int DefaultPort = 5000;
    private const int LastPort = 5099;

    /// <summary>This machine's own names. Pages elsewhere can't use them for a name of their own that points here.</summary>
    public static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>All addresses in the configuration, or the default one.</summary>
    public static string[] Of(IConfiguration configuration) => Configured(configuration) is { Length: > 0 } all ? all : [Default];

    /// <summary>All addresses in the configuration.</summary>
    public static string[] Configured(IConfiguration configuration)
    {
        string[] endpoints =
            [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        string[] urls = Split(configuration["urls"]);
        string[] ports =
        [
            .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
        ];
        return [.. endpoints, .. urls.Length > 0 ? urls : ports];
    }

    /// <summary>The default address, or the first one after it whose port is free.</summary>
    /// <remarks>
    /// A listener on any of the machine's addresses counts: on macOS, AirPlay listens on port 5000, and a request to "localhost" would
    /// reach it instead of the service.
    /// </remarks>
    public static string FirstFree() => FirstFree(PortsInUse());

    /// <inheritdoc cref="FirstFree()"/>
    /// <param name="inUse">The ports that are in use.</param>
    public static string FirstFree(IReadOnlySet<int> inUse)
    {
        int port = Enumerable.Range(DefaultPort, LastPort - DefaultPort + 1).FirstOrDefault(port => !inUse.Contains(port), DefaultPort);
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    /// <summary>Whether only this machine can reach an address.</summary>
    /// <exception cref="ServiceException">It is not an address.</exception>
    public static bool IsLoopback(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (FormatException error)
        {
            throw new ServiceException($"--urls: expected an address such as {Default} but found '{address}'", error);
        }

        if (parsed.IsUnixPipe || parsed.IsNamedPipe)
        {
            return true;
        }

        bool isWeb = parsed.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS";
        if (!isWeb || parsed.Port > IPEndPoint.MaxPort || parsed.PathBase.Length > 0)
        {
            throw new ServiceException($"--urls: expected an address such as {Default} but found '{address}'");
        }

        string host = parsed.Host.Trim('[', ']');
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? ip)
                && ip.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
                && IPAddress.IsLoopback(ip));
    }

    private static HashSet<int> PortsInUse()
    {
        try
        {
            return [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];
        }
        catch (Exception error) when (error is NetworkInformationException or PlatformNotSupportedException)
        {
            // Not every system can list them. Then Kestrel finds out when it starts to listen.
            return [];
        }
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
