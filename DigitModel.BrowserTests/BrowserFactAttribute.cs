namespace MlNetDigits.BrowserTests;

/// <summary>A test that needs Chromium; without it the runner counts the test as skipped, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}
