namespace DigitEngine.Network;

/// <summary>One layer of a <see cref="NetworkDefinition"/>: its kind and sizes, no weights.</summary>
public abstract record LayerDefinition
{
    private protected LayerDefinition()
    {
    }

    /// <summary>The shape this layer turns an input shape into.</summary>
    /// <exception cref="NetworkDefinitionException">The layer can't take an input of that shape.</exception>
    internal abstract Shape OutputFor(Shape input);

    /// <summary>How many values training adjusts.</summary>
    internal virtual long ParametersFor(Shape input) => 0;
}
