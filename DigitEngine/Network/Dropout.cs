using System.Globalization;
using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Drops values at random in training and does nothing in prediction. Text: <c>dropout 0.5</c>.</summary>
/// <param name="Rate">The probability of dropping a value, at least 0 and below 1.</param>
public sealed record DropoutDefinition(float Rate) : LayerDefinition
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dropout {Rate}");

    internal static DropoutDefinition Parse(LayerText text) => new(text.Fraction("a rate such as 0.5"));

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(Rate is >= 0 and < 1, "the rate must be at least 0 and below 1");
        return input;
    }

    internal override Layer CreateLayer<TSimd>(LayerContext context) => new DropoutLayer(context, Rate);
}

/// <summary>
/// Dropout in training. The mask follows from the batch's key, the layer's index and the image's position, so the backward
/// pass draws it again.
/// </summary>
internal sealed unsafe class DropoutLayer(LayerContext context, float rate) : Layer(context)
{
    private readonly ulong _index = (ulong)context.Index;

    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => Input.Gradients is null ? [] : [new(BackwardPiece)];

    public override TrainedLayer? ToTrained() => null;

    private void ForwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            DropoutMask.Apply(Input.ValueOf(image), Output.ValueOf(image), Input.Shape.Size, rate, KeyOf(work, image));
        }
    }

    private void BackwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            DropoutMask.Apply(Output.GradientOf(image), Input.GradientOf(image), Input.Shape.Size, rate, KeyOf(work, image));
        }
    }

    private ulong KeyOf(in Work work, int image) =>
        SeededRandom.For(work.Batch.Key, RandomPurpose.Dropout, (_index << 24) + (ulong)image).State;
}
