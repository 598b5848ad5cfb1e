namespace DigitEngine.Persistence;

/// <summary>The version of this library, as files name it.</summary>
internal static class LibraryVersion
{
    public static string Text { get; } = typeof(LibraryVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
