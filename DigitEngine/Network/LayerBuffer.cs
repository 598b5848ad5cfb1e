using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>The values between two layers for every image of a batch, and the loss's gradient with respect to them.</summary>
internal sealed unsafe class LayerBuffer
{
    public LayerBuffer(Shape shape, int batchSize, bool hasGradient)
        : this(shape, new AlignedBuffer(checked(shape.Size * batchSize)), hasGradient ? new AlignedBuffer(shape.Size * batchSize) : null)
    {
    }

    private LayerBuffer(Shape shape, AlignedBuffer values, AlignedBuffer? gradients)
    {
        Shape = shape;
        Values = values;
        Gradients = gradients;
    }

    /// <summary>The shape of one image's values.</summary>
    public Shape Shape { get; }

    public AlignedBuffer Values { get; }

    /// <summary>Null where no layer needs the gradient: for the images themselves, and between a convolution and a 2×2 pooling.</summary>
    public AlignedBuffer? Gradients { get; }

    public float* ValueOf(int image) => Values.Pointer + ((nint)image * Shape.Size);

    public float* GradientOf(int image) => Gradients is null ? null : Gradients.Pointer + ((nint)image * Shape.Size);

    /// <summary>The same memory read in another shape of the same size.</summary>
    public LayerBuffer As(Shape shape) => new(shape, Values, Gradients);
}
