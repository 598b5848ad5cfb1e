using System.Text;

namespace DigitEngine.Data;

/// <summary>Numbers the different values of a column in the order in which they first appear.</summary>
/// <param name="mostNames">The most different values.</param>
internal sealed class SliceNames(int mostNames)
{
    public const int MaxLength = 100;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => _names;

    /// <summary>Finds the number of a value.</summary>
    /// <param name="utf8">The value.</param>
    /// <param name="quoted">Whether it was between quotes, so that a doubled quote means one.</param>
    /// <param name="index">The number, unless there is a problem.</param>
    /// <returns>What was expected and what was found instead; null if there is no problem.</returns>
    public string? Find(ReadOnlySpan<byte> utf8, bool quoted, out int index)
    {
        index = 0;

        // A UTF-16 character takes at most three bytes. Doubled quotes may take twice as many characters as they stand for.
        Span<char> text = stackalloc char[2 * MaxLength];
        if (utf8.Length > 3 * text.Length || !Encoding.UTF8.TryGetChars(utf8, text, out int length))
        {
            return TooLong(utf8);
        }

        text = text[..length];
        if (quoted && utf8.Contains((byte)'"'))
        {
            text = text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal).ToCharArray();
        }

        if (text.Length > MaxLength)
        {
            return TooLong(utf8);
        }

        if (_indices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out index))
        {
            return null;
        }

        string name = text.ToString();
        if (MessageText.Escape(name) != name)
        {
            return $"expected text without control characters but found {MessageText.Quote(name)}";
        }

        if (_names.Count == mostNames)
        {
            return $"expected at most {mostNames} different values but found one more, {MessageText.Quote(name)}";
        }

        index = _names.Count;
        _names.Add(name);
        _indices.Add(name, index);
        return null;
    }

    private static string TooLong(ReadOnlySpan<byte> utf8) =>
        $"expected at most {MaxLength} characters but found {MessageText.Quote(utf8)}";
}
