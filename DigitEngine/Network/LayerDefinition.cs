using System.Globalization;
using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>One layer of a <see cref="NetworkDefinition"/>: its kind and sizes, without weights.</summary>
public abstract record LayerDefinition
{
    private protected LayerDefinition()
    {
    }

    /// <summary>The shape of the output for a given shape of the input.</summary>
    /// <exception cref="NetworkDefinitionException">The layer can't take such an input.</exception>
    internal abstract Shape OutputFor(Shape input);

    /// <summary>How many parameters training adjusts.</summary>
    internal virtual long ParametersFor(Shape input) => 0;

    /// <summary>Whether the trained layer becomes part of the weights of the layer before it, as <see cref="TrainedLayer.MergeWith"/> does it.</summary>
    internal virtual bool FoldsInto(LayerDefinition before) => false;

    /// <summary>Creates the layer for training. Null for a layer that only reads its input in another shape.</summary>
    internal abstract Layer? CreateLayer<TSimd>(LayerContext context)
        where TSimd : unmanaged, ISimd<TSimd>;
}

/// <summary>What a <see cref="Layer"/> is created from besides its definition.</summary>
/// <param name="Index">The layer's position in the network, counted from 0.</param>
/// <param name="Input">The output of the layer before it, or the images.</param>
/// <param name="OutputShape">What <see cref="LayerDefinition.OutputFor"/> gives for that input.</param>
/// <param name="Next">The layer behind it; null for the last one.</param>
/// <param name="Parameters">Where the layer registers its parameters and running statistics.</param>
/// <param name="BatchSize">The most images in a batch.</param>
internal sealed record LayerContext(
    int Index, LayerBuffer Input, Shape OutputShape, LayerDefinition? Next, ParameterStore Parameters, int BatchSize)
{
    /// <summary>The most pieces a batch is cut into.</summary>
    public int Pieces => Batch.PiecesOf(BatchSize);

    /// <summary>Registers an array that training adjusts, such as <c>conv.weight</c>.</summary>
    public Parameter AddParameter(string name, int length) => Parameters.Add(NameOf(name), length);

    /// <summary>Registers an array that is measured during training, such as <c>batchnorm.mean</c>.</summary>
    public Parameter AddStatistic(string name, int length) => Parameters.AddStatistic(NameOf(name), length);

    private string NameOf(string name) => string.Create(CultureInfo.InvariantCulture, $"{Index + 1}.{name}");
}
