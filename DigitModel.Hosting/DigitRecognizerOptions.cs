namespace MlNetDigits.Hosting;

/// <summary>Which model a <see cref="DigitRecognizer"/> works with, and how it learns of a new one.</summary>
public sealed class DigitRecognizerOptions
{
    /// <summary>
    /// The model file; a relative path starts from the current folder at the time of registration. Null, the default, is the
    /// model that comes with the library.
    /// </summary>
    public string? ModelPath { get; set; }

    /// <summary>Whether the model is loaded again when the file changes. True by default.</summary>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>
    /// How long the file must have stayed as it is before it is loaded again: most writers take several steps. 250 ms by default.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How often the file is looked at even though the operating system has told of no change, as it does not on network shares,
    /// mounted folders of containers, and behind links to folders. 5 s by default; zero never looks.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    internal void Validate()
    {
        if (ModelPath is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(ModelPath)}: expected a file, or null for the model that comes with the library.");
        }

        RequireTime(SettleTime, nameof(SettleTime));
        RequireTime(PollInterval, nameof(PollInterval));
    }

    private static void RequireTime(TimeSpan time, string name)
    {
        // What a timer takes.
        if (time < TimeSpan.Zero || time.TotalMilliseconds > uint.MaxValue - 1)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name}: expected a time from 0 to 49 days, found {time}."));
        }
    }
}
