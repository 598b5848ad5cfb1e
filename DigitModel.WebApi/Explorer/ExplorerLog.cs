namespace MlNetDigits.WebApi.Explorer;

/// <summary>What the explorer logs.</summary>
internal static partial class ExplorerLog
{
    [LoggerMessage(1, LogLevel.Warning, "The explorer has no images: {Problem}")]
    public static partial void NoImages(this ILogger logger, string problem);
}
