namespace DigitEngine.Network;

/// <summary>
/// The kinds of layers that a network's text may name. This is the one list of them: everything else about a kind is in its
/// own file. Immutable.
/// </summary>
internal sealed class LayerKinds
{
    private readonly (string Name, Func<LayerText, LayerDefinition> Parse)[] _kinds;

    private LayerKinds(params (string Name, Func<LayerText, LayerDefinition> Parse)[] kinds) => _kinds = kinds;

    /// <summary>The kinds of this library.</summary>
    public static LayerKinds BuiltIn { get; } = new(
        ("conv", ConvolutionDefinition.Parse),
        ("maxpool", MaxPoolDefinition.Parse),
        ("dense", DenseDefinition.Parse),
        ("batchnorm", BatchNormDefinition.Parse),
        ("dropout", DropoutDefinition.Parse),
        ("flatten", FlattenDefinition.Parse),
        ("relu", ReluDefinition.Parse));

    /// <summary>These kinds and one more.</summary>
    /// <param name="name">The first word of its text.</param>
    /// <param name="parse">Reads the words after the name.</param>
    public LayerKinds With(string name, Func<LayerText, LayerDefinition> parse) => new([.. _kinds, (name, parse)]);

    /// <summary>Reads one layer.</summary>
    /// <exception cref="NetworkDefinitionException">The text is not that of a layer.</exception>
    public LayerDefinition Parse(LayerText text)
    {
        string name = text.Next(ToString());
        foreach ((string known, Func<LayerText, LayerDefinition> parse) in _kinds)
        {
            if (known == name)
            {
                LayerDefinition layer = parse(text);
                text.End();
                return layer;
            }
        }

        throw text.Unexpected(ToString());
    }

    /// <summary>The names, as messages list them.</summary>
    public override string ToString() =>
        $"{string.Join(", ", _kinds[..^1].Select(kind => kind.Name))} or {_kinds[^1].Name}";
}
