using System.ComponentModel;
using System.Diagnostics;

namespace MlNetDigits.WebApi.Launch;

/// <summary>Opens the page in the browser that the user has chosen.</summary>
internal static class Browser
{
    /// <summary>Opens an address.</summary>
    /// <returns>Why that failed, in one line, or null.</returns>
    public static string? Open(string address) => Open(address, start => Process.Start(start));

    /// <inheritdoc cref="Open(string)"/>
    /// <param name="address">An address that the service listens on.</param>
    /// <param name="start">Starts what opens the page.</param>
    public static string? Open(string address, Func<ProcessStartInfo, IDisposable?> start)
    {
        string page = PageOf(address);
        try
        {
            // The shell knows which program that is: xdg-open, open, or whatever Windows has registered.
            start(new ProcessStartInfo(page) { UseShellExecute = true })?.Dispose();
            return null;
        }
        catch (Exception error) when (error is Win32Exception or PlatformNotSupportedException or FileNotFoundException)
        {
            return $"No browser could be opened ({error.Message.ReplaceLineEndings(" ")}): the page is at {page}";
        }
    }

    /// <summary>A browser can't go to a wildcard address: this machine's name takes its place.</summary>
    private static string PageOf(string address)
    {
        BindingAddress parsed = BindingAddress.Parse(address);
        string host = parsed.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : parsed.Host;
        return $"{parsed.Scheme}://{host}:{parsed.Port}/";
    }
}
