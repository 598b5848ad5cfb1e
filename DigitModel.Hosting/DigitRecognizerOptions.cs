using Microsoft.Extensions.Options;

namespace MlNetDigits.Hosting;

/// <summary>Which model a <see cref="DigitRecognizer"/> uses, and how it follows changes of the model file.</summary>
public sealed class DigitRecognizerOptions
{
    // The longest interval that a timer accepts.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>
    /// The model file. A relative path starts from the current folder at the time when the recogniser is created. Null, the
    /// default, stands for the model that comes with the library.
    /// </summary>
    public string? ModelPath { get; set; }

    /// <summary>Whether the model is reloaded when the file changes. True by default.</summary>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>
    /// How long the file must have been unchanged before it is reloaded, since most programs write a file in several steps.
    /// 250 ms by default.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How often the file is checked in addition to the operating system's notifications, which are missing on network shares, in
    /// mounted folders of containers, and behind links to folders. 5 s by default; zero turns the check off.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the options, one line each; empty if they are valid.</summary>
    internal IEnumerable<string> FindProblems()
    {
        if (ModelPath is { Length: 0 })
        {
            yield return $"{nameof(ModelPath)}: expected a file, or null for the model that comes with the library.";
        }

        foreach ((string name, TimeSpan time) in ((string, TimeSpan)[])[(nameof(SettleTime), SettleTime), (nameof(PollInterval), PollInterval)])
        {
            if (time < TimeSpan.Zero || time > LongestInterval)
            {
                yield return FormattableString.Invariant($"{name}: expected a time from 0 to 49 days, found {time}.");
            }
        }
    }
}

/// <summary>Lets invalid options stop the application when it starts.</summary>
internal sealed class DigitRecognizerOptionsValidator : IValidateOptions<DigitRecognizerOptions>
{
    public ValidateOptionsResult Validate(string? name, DigitRecognizerOptions options) =>
        options.FindProblems().ToArray() is { Length: > 0 } problems
            ? ValidateOptionsResult.Fail(problems)
            : ValidateOptionsResult.Success;
}
