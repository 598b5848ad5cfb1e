namespace DigitReports;

/// <summary>
/// Text that is HTML or SVG. It is made only from interpolated strings: the literal parts are markup as they are, and every
/// value is escaped, so that nothing from outside can become markup.
/// </summary>
internal readonly struct Markup
{
    private readonly string? _text;

    private Markup(string text) => _text = text;

    /// <summary>Nothing.</summary>
    public static Markup Empty => default;

    /// <summary>The markup of an interpolated string.</summary>
    public static Markup Of(MarkupHandler text) => new(text.ToString());

    /// <summary>Pieces of markup, one on each line.</summary>
    public static Markup Lines(params IEnumerable<Markup> pieces) =>
        new(string.Join('\n', pieces.Where(piece => !piece.IsEmpty).Select(piece => piece._text)));

    /// <summary>Markup that is part of this program, such as the style sheet; never text from outside.</summary>
    public static Markup OfConstant(string markup) => new(markup);

    public bool IsEmpty => string.IsNullOrEmpty(_text);

    public override string ToString() => _text ?? "";
}
