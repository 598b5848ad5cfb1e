namespace MlNetDigits.ConsoleApp;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;

    /// <summary>All was done, but the model is worse than it was or than it must be.</summary>
    public const int Worse = 3;

    public const int Cancelled = 130;
}
