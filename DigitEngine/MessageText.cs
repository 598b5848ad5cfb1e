using System.Globalization;
using System.Text;

namespace DigitEngine;

/// <summary>Prepares text from a file for a message of one line.</summary>
internal static class MessageText
{
    private const int MaxLength = 40;

    /// <summary>The text in quotes, cut off after 40 characters, with control characters escaped.</summary>
    public static string Quote(ReadOnlySpan<byte> utf8)
    {
        // A character takes at most four bytes. One character too many tells Quote(string) that the text goes on.
        ReadOnlySpan<byte> head = utf8[..Math.Min(utf8.Length, 4 * (MaxLength + 1))];
        return Quote(Encoding.UTF8.GetString(head));
    }

    /// <inheritdoc cref="Quote(ReadOnlySpan{byte})"/>
    public static string Quote(string text)
    {
        if (text.Length <= MaxLength)
        {
            return $"\"{Escape(text)}\"";
        }

        int kept = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return $"\"{Escape(text[..kept])}…\"";
    }

    /// <summary>The text as <see cref="Quote(string)"/> returns it, but without the quotes.</summary>
    public static string Clip(string text) => Quote(text)[1..^1];

    /// <summary>A path to begin a message with. An empty path becomes two quotes.</summary>
    public static string Path(string path) => path.Length == 0 ? "''" : Escape(path);

    /// <summary>The text with control characters and line separators escaped.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(MustEscape))
        {
            return text;
        }

        StringBuilder escaped = new();
        foreach (char c in text)
        {
            if (MustEscape(c))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }

    // Format characters as well: they can reverse the writing direction in a terminal.
    private static bool MustEscape(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
