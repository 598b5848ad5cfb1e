using DigitEngine;
using DigitEngine.Network;

namespace MlNetDigits.Benchmarks;

/// <summary>Random images: speed does not depend on what they show.</summary>
internal sealed class RandomSource : IBatchSource
{
    private const int Images = 500;

    private readonly float[] _pixels = new float[Images * 784];

    public RandomSource()
    {
        SeededRandom random = new(1);
        foreach (ref float pixel in _pixels.AsSpan())
        {
            pixel = random.NextSingle();
        }
    }

    public int Load(int position, Span<float> pixels)
    {
        _pixels.AsSpan(position % Images * 784, 784).CopyTo(pixels);
        return position % 10;
    }
}
