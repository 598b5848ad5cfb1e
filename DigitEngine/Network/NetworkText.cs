using System.Globalization;

namespace DigitEngine.Network;

/// <summary>Reads layers from text; each <see cref="LayerDefinition"/>'s <c>ToString</c> writes them.</summary>
internal static class NetworkText
{
    private const int MaximumLength = 10_000;

    /// <summary>Reads layers separated by semicolons; one may follow the last layer.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kinds">The kinds of layers to expect; those of <see cref="LayerKinds.BuiltIn"/> if null.</param>
    /// <exception cref="NetworkDefinitionException">The text is not that of a network.</exception>
    public static IReadOnlyList<LayerDefinition> Parse(string text, LayerKinds? kinds = null)
    {
        kinds ??= LayerKinds.BuiltIn;
        NetworkDefinitionException.Require(
            text.Length <= MaximumLength, $"network: the text is longer than {MaximumLength} characters");
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
        int count = parts[^1].Length == 0 ? parts.Length - 1 : parts.Length;
        NetworkDefinitionException.Require(count > 0, $"network: there are no layers; expected {kinds}, separated by semicolons");
        return [.. Enumerable.Range(0, count).Select(i => kinds.Parse(new LayerText(parts[i], i + 1)))];
    }
}

/// <summary>The text of one layer, read word by word.</summary>
/// <param name="text">The text between two semicolons.</param>
/// <param name="layer">The layer's position, counted from 1, for messages.</param>
internal sealed class LayerText(string text, int layer)
{
    private const int MaximumNumber = 1_000_000;

    private readonly string[] _words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    private int _next;

    /// <summary>How <see cref="Pair"/> reads two numbers: <c>3x2</c>, or one number if they are equal.</summary>
    public static string Format(int height, int width) => height == width
        ? height.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{height}x{width}");

    /// <summary>Reads the next word if it is this one.</summary>
    public bool Take(string word)
    {
        bool found = _next < _words.Length && _words[_next] == word;
        _next += found ? 1 : 0;
        return found;
    }

    /// <summary>Reads the next word.</summary>
    /// <param name="expected">What the message asks for if there is none.</param>
    /// <exception cref="NetworkDefinitionException">There is no further word.</exception>
    public string Next(string expected) =>
        _next < _words.Length ? _words[_next++] : throw Error($"expected {expected}, found the end of the layer");

    /// <summary>Reads a whole number from 0 to 1,000,000.</summary>
    /// <inheritdoc cref="Next"/>
    public int Number(string expected) => TryNumber(Next(expected), out int number) ? number : throw Unexpected(expected);

    /// <summary>Reads a number that may have decimals.</summary>
    /// <inheritdoc cref="Next"/>
    public float Fraction(string expected) =>
        float.TryParse(Next(expected), NumberStyles.Float, CultureInfo.InvariantCulture, out float number)
            ? number
            : throw Unexpected(expected);

    /// <summary>Reads two numbers written as <c>3x2</c>, or one number that stands for both.</summary>
    /// <inheritdoc cref="Next"/>
    public (int Height, int Width) Pair(string expected)
    {
        string[] sides = Next(expected).Split('x');
        if (sides.Length <= 2 && TryNumber(sides[0], out int height) && TryNumber(sides[^1], out int width))
        {
            return (height, width);
        }

        throw Unexpected(expected);
    }

    /// <summary>Makes sure that every word has been read.</summary>
    /// <exception cref="NetworkDefinitionException">There is a further word.</exception>
    public void End()
    {
        if (_next < _words.Length)
        {
            _next++;
            throw Unexpected("the end of the layer");
        }
    }

    /// <summary>The error that the word just read is not what was expected.</summary>
    public NetworkDefinitionException Unexpected(string expected) =>
        Error($"expected {expected}, found '{MessageText.Clip(_words[_next - 1])}'");

    private static bool TryNumber(string word, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MaximumNumber;

    private NetworkDefinitionException Error(string message) => new(string.Create(
        CultureInfo.InvariantCulture, $"network, layer {layer} '{MessageText.Clip(string.Join(' ', _words))}': {message}"));
}
