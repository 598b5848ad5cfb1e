using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DigitEngine;

namespace DigitReports;

/// <summary>Builds <see cref="Markup"/> from an interpolated string.</summary>
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

    /// <summary>A coordinate with two decimals; adding 0 turns −0 into 0.</summary>
    /// <exception cref="ArgumentException">It is not finite, so nothing can be drawn there.</exception>
    public void AppendFormatted(double coordinate) => _markup.Append(
        double.IsFinite(coordinate)
            ? (Math.Round(coordinate, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture)
            : throw new ArgumentException($"Expected a coordinate but found {coordinate}."));

    /// <summary>Text: characters of markup are escaped, and invisible ones are written out.</summary>
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
