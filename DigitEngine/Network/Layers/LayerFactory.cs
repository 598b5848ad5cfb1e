namespace DigitEngine.Network;

/// <summary>Makes the layers of a definition for one width of registers.</summary>
internal abstract class LayerFactory
{
    public abstract Layer Create(
        LayerDefinition definition, int place, LayerBuffer input, LayerBuffer output, ParameterStore store, int batchSize);

    public abstract void Sum(PieceGradients gradients, int pieces, int chunk);
}
