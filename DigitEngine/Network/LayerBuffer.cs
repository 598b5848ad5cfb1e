using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>What flows between two layers for every image of a batch, and the loss' gradient by it.</summary>
internal sealed unsafe class LayerBuffer
{
    public LayerBuffer(Shape shape, int batch, bool needsGradient)
        : this(shape, new AlignedBuffer(checked(shape.Size * batch)), needsGradient ? new AlignedBuffer(shape.Size * batch) : null)
    {
    }

    private LayerBuffer(Shape shape, AlignedBuffer values, AlignedBuffer? gradients)
    {
        Shape = shape;
        Values = values;
        Gradients = gradients;
    }

    public Shape Shape { get; }

    public AlignedBuffer Values { get; }

    /// <summary>Null where nobody reads it: in front of the first layer, and of a pooling that is passed by.</summary>
    public AlignedBuffer? Gradients { get; }

    public float* ValueOf(int image) => Values.Pointer + ((nint)image * Shape.Size);

    public float* GradientOf(int image) => Gradients is null ? null : Gradients.Pointer + ((nint)image * Shape.Size);

    /// <summary>The same memory seen as another shape of the same size.</summary>
    public LayerBuffer As(Shape shape) => new(shape, Values, Gradients);
}
