using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Makes a worse image of the same digit.</summary>
/// <param name="source">784 pixels.</param>
/// <param name="destination">Receives 784 pixels; must not overlap <paramref name="source"/>.</param>
/// <param name="random">The image's own stream.</param>
internal delegate void ImageChange(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random);

/// <summary>
/// One way in which an image can be worse than MNIST's. For measuring only: what is trained on these, or chosen by them,
/// says nothing any more about images that are worse in some other way.
/// </summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Apply">The change.</param>
internal sealed record Corruption(string Name, ImageChange Apply)
{
    /// <summary>
    /// The fifteen of MNIST-C (Mu and Gilmer, 2019, arXiv:1906.02337), with its parameters and its default severity for each.
    /// A place in this list is part of a measurement's repeatability: it names the stream of random numbers.
    /// </summary>
    public static IReadOnlyList<Corruption> All { get; } =
    [
        new("shot-noise", Noise.Shot),
        new("impulse-noise", Noise.Impulse),
        new("glass-blur", GlassBlur.Apply),
        new("motion-blur", MotionBlur.Apply),
        new("shear", Warp.Shear),
        new("scale", Warp.Scale),
        new("rotate", Warp.Rotate),
        new("brightness", Light.Brightness),
        new("translate", Warp.Translate),
        new("stripe", Light.Stripe),
        new("fog", Fog.Apply),
        new("spatter", Spatter.Apply),
        new("dotted-line", Lines.Dotted),
        new("zigzag", Lines.Zigzag),
        new("canny-edges", CannyEdges.Apply),
    ];
}
