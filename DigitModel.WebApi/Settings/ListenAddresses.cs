using System.Net;
using System.Net.Sockets;

namespace MlNetDigits.WebApi.Settings;

/// <summary>The addresses that the service will listen on, found as Kestrel finds them, so that none is left unguarded.</summary>
internal static class ListenAddresses
{
    /// <summary>The address if none is configured.</summary>
    public const string Default = "http://127.0.0.1:5000";

    /// <summary>This machine's own names. Pages elsewhere can't use them for a name of their own that points here.</summary>
    public static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>All addresses in the configuration.</summary>
    public static string[] Of(IConfiguration configuration)
    {
        string[] endpoints =
            [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        string[] urls = Split(configuration["urls"]);
        string[] ports =
        [
            .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
        ];
        string[] all = [.. endpoints, .. urls.Length > 0 ? urls : ports];
        return all.Length > 0 ? all : [Default];
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

        string host = parsed.Host.Trim('[', ']');
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? ip)
                && ip.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
                && IPAddress.IsLoopback(ip));
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
