using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Corrupts an image of a digit.</summary>
/// <param name="source">784 pixels.</param>
/// <param name="destination">Receives 784 pixels; must not overlap <paramref name="source"/>.</param>
/// <param name="random">The image's own stream.</param>
internal delegate void ImageChange(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random);

/// <summary>
/// A kind of corruption. It is for measuring only: if a model were trained on it or chosen by it, the figures would no longer say
/// anything about images that are bad in other ways.
/// </summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Apply">Corrupts an image.</param>
internal sealed record Corruption(string Name, ImageChange Apply)
{
    /// <summary>
    /// The fifteen corruptions of MNIST-C (Mu and Gilmer, 2019, arXiv:1906.02337), with its parameters at its default severity.
    /// The position in this list selects the stream of random numbers, so it must not change.
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
