using System.Globalization;

namespace DigitEngine.Network;

/// <summary>Reads layers from text; <see cref="LayerDefinition"/>'s <c>ToString</c> writes them.</summary>
internal static class NetworkText
{
    private const int LongestText = 10_000;
    private const string Known = "conv, maxpool, dense, batchnorm, dropout, flatten or relu";

    public static IReadOnlyList<LayerDefinition> Parse(string text)
    {
        NetworkDefinitionException.Require(text.Length <= LongestText, $"network: the text is longer than {LongestText} characters");
        List<LayerDefinition> layers = [];
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
        int count = parts[^1].Length == 0 ? parts.Length - 1 : parts.Length;
        NetworkDefinitionException.Require(count > 0, $"network: no layers; expected {Known}, separated by semicolons");
        for (int i = 0; i < count; i++)
        {
            Words _words = new(parts[i], i + 1);
            layers.Add(ParseLayer(_words));
            _words.End();
        }

        return layers;
    }

    private static LayerDefinition ParseLayer(Words words)
    {
        switch (words.Next(Known))
        {
            case "conv":
                return ParseConvolution(words);
            case "maxpool":
                (int height, int width) = words.Pair("a window such as 2 or 3x2");
                (int y, int x) = words.Take("stride") ? words.Pair("a stride such as 2 or 2x1") : (height, width);
                return new MaxPoolDefinition(height, width, y, x);
            case "dense":
                return new DenseDefinition(words.Number("the number of units")) { Relu = words.Take("relu") };
            case "batchnorm":
                return new BatchNormDefinition { Relu = words.Take("relu") };
            case "dropout":
                return new DropoutDefinition(words.Fraction("a rate such as 0.5"));
            case "flatten":
                return new FlattenDefinition();
            case "relu":
                return new ReluDefinition();
            default:
                throw words.Unexpected(Known);
        }
    }

    private static ConvolutionDefinition ParseConvolution(Words words)
    {
        int filters = words.Number("the number of filters");
        (int height, int width) = words.Pair("a kernel such as 3x3");
        ConvolutionDefinition layer = new(filters, height, width);
        if (words.Take("stride"))
        {
            (int y, int x) = words.Pair("a stride such as 2 or 2x1");
            layer = layer with { StrideY = y, StrideX = x };
        }

        if (words.Take("same"))
        {
            layer = layer with { Padding = Padding.Same };
        }
        else if (words.Take("pad"))
        {
            (int y, int x) = words.Pair("a padding such as 1 or 1x2");
            layer = layer with { Padding = Padding.Of(y, x) };
        }
        else
        {
            words.Take("valid");
        }

        return layer with { Relu = words.Take("relu") };
    }

    /// <summary>The words of one layer, read from left to right.</summary>
    private sealed class Words(string text, int layer)
    {
        private readonly string[] _words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        private int _next;

        public bool Take(string word)
        {
            bool found = _next < _words.Length && _words[_next] == word;
            _next += found ? 1 : 0;
            return found;
        }

        public string Next(string expected) => _next < _words.Length ? _words[_next++] : throw Missing(expected);

        public int Number(string expected) => TryNumber(Next(expected), out int number) ? number : throw Unexpected(expected);

        public float Fraction(string expected) =>
            float.TryParse(Next(expected), NumberStyles.Float, CultureInfo.InvariantCulture, out float number)
                ? number
                : throw Unexpected(expected);

        /// <summary>Two numbers as <c>3x2</c>, or one for both.</summary>
        public (int Height, int Width) Pair(string expected)
        {
            string[] sides = Next(expected).Split('x');
            if (sides.Length <= 2 && TryNumber(sides[0], out int height) && TryNumber(sides[^1], out int width))
            {
                return (height, width);
            }

            throw Unexpected(expected);
        }

        public void End()
        {
            if (_next < _words.Length)
            {
                _next++;
                throw Unexpected("the end of the layer");
            }
        }

        /// <summary>The word just read is not what was expected.</summary>
        public NetworkDefinitionException Unexpected(string expected) => Error($"expected {expected}, found '{MessageText.Clip(_words[_next - 1])}'");

        private static bool TryNumber(string word, out int number) =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 1_000_000;

        private NetworkDefinitionException Missing(string expected) => Error($"expected {expected}, found the end of the layer");

        private NetworkDefinitionException Error(string message) => new(
            string.Create(CultureInfo.InvariantCulture, $"network, layer {layer} '{MessageText.Clip(string.Join(' ', _words))}': {message}"));
    }
}
