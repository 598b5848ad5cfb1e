using Microsoft.Extensions.Logging;

namespace MlNetDigits.Hosting;

/// <summary>All that is logged.</summary>
internal static partial class RecognizerLog
{
    [LoggerMessage(1, LogLevel.Information, "Model loaded from {Source}: {Architecture}")]
    public static partial void Loaded(this ILogger logger, string source, string architecture);

    [LoggerMessage(2, LogLevel.Information, "Model loaded again from {Path}: {Architecture}")]
    public static partial void Reloaded(this ILogger logger, string path, string architecture);

    [LoggerMessage(3, LogLevel.Warning, "Model kept as it was, because the new one can't be used: {Problem}")]
    public static partial void Kept(this ILogger logger, string problem);

    [LoggerMessage(4, LogLevel.Information, "The operating system can't tell of changes of {Path} ({Reason}): it is looked at every {Interval}")]
    public static partial void PollingOnly(this ILogger logger, string path, string reason, TimeSpan interval);
}
