using System.Net.Sockets;
using System.Security.Cryptography;
using DigitEngine.Persistence;
using Microsoft.Extensions.Options;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Launch;

/// <summary>Says why the service can't start, for everything that a setting, a file or the machine may cause.</summary>
internal static class StartProblem
{
    /// <summary>The problem in one line, or null if the error is a fault of the program.</summary>
    public static string? Describe(Exception error) => error switch
    {
        ServiceException or ModelFormatException or OptionsValidationException => error.Message,
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "--urls: this program is not permitted to listen there; ports below 1024 often take special rights",
        SocketException => $"--urls: it is not possible to listen there: {error.Message}",
        // Kestrel, its certificates, and the configuration's files and values.
        IOException or InvalidDataException or UnauthorizedAccessException or CryptographicException or InvalidOperationException
            or ArgumentException or FormatException => WithReason(error),
        _ => null,
    };

    /// <summary>The message with that of the innermost error, which names the place, where the outer one names the file.</summary>
    private static string WithReason(Exception error)
    {
        string reason = error.GetBaseException().Message;
        return error.InnerException is null || error.Message.Contains(reason, StringComparison.OrdinalIgnoreCase)
            ? error.Message
            : $"{error.Message} {reason}";
    }
}
