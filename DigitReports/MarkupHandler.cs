using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DigitEngine;

namespace DigitReports;

/// <summary>Puts an interpolated string together as <see cref="Markup"/>.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly StringBuilder _markup;

    public MarkupHandler(int literalLength, int formattedCount) => _markup = new(literalLength + (16 * formattedCount));

    public void AppendLiteral(string markup) => _markup.Append(markup);

    public void AppendFormatted(Markup markup) => _markup.Append(markup.ToString());

    public void AppendFormatted(IEnumerable<Markup> markups)
    {
        foreach (Markup markup in markups)
        {
            _markup.Append(markup.ToString());
        }
    }

    public void AppendFormatted(long number) => _markup.Append(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A coordinate, to a hundredth; −0 is 0, which is what adding 0 is for.</summary>
    /// <exception cref="ArgumentException">It is no finite number: no picture could be drawn with it.</exception>
    public void AppendFormatted(double coordinate) => _markup.Append(
        double.IsFinite(coordinate)
            ? (Math.Round(coordinate, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture)
            : throw new ArgumentException($"Expected a coordinate but found {coordinate}."));

    /// <summary>Text: what would be markup is escaped, and what can't be seen is written out.</summary>
    public void AppendFormatted(string? text)
    {
        foreach (char c in MessageText.Escape(text ?? ""))
        {
            _ = c switch
            {
                '<' => _markup.Append("&lt;"),
                '>' => _markup.Append("&gt;"),
                '&' => _markup.Append("&amp;"),
                '"' => _markup.Append("&quot;"),
                '\'' => _markup.Append("&#39;"),
                '\uFFFE' or '\uFFFF' => _markup.Append('\uFFFD'),
                _ => _markup.Append(c),
            };
        }
    }

    public override string ToString() => _markup.ToString();
}
