using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Draws an image that shows no digit.</summary>
/// <param name="digits">Digits to make it from.</param>
/// <param name="destination">Receives 784 pixels.</param>
/// <param name="random">The image's own stream.</param>
internal delegate void JunkDrawing(DigitDataset digits, Span<byte> destination, ref SeededRandom random);

/// <summary>One kind of image that a recogniser should refuse. For measuring only, as corruptions are.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Draw">The drawing.</param>
internal sealed record Junk(string Name, JunkDrawing Draw)
{
    /// <summary>The five kinds. A place in this list names the stream of random numbers: add at the end.</summary>
    public static IReadOnlyList<Junk> All { get; } =
    [
        new("blanks", Blanks.Draw),
        new("noise", Static.Draw),
        new("bars", Bars.Draw),
        new("boxes", Boxes.Draw),
        new("spliced", Splices.Draw),
    ];
}
