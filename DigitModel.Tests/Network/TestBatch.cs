using DigitEngine;
using DigitEngine.Network;

namespace MlNetDigits.Tests.Network;

/// <summary>Images and labels in memory, drawn from a seed.</summary>
internal sealed class TestBatch : IBatchSource
{
    public TestBatch(Shape shape, int classes, int count, ulong seed)
    {
        SeededRandom random = new(seed);
        Images = new float[count][];
        Labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            Images[i] = new float[shape.Size];
            foreach (ref float pixel in Images[i].AsSpan())
            {
                pixel = random.NextSingle(-1, 1);
            }

            Labels[i] = random.NextInt32(classes);
        }
    }

    public TestBatch(float[][] images, int[] labels) => (Images, Labels) = (images, labels);

    public float[][] Images { get; }

    public int[] Labels { get; }

    public int Load(int position, Span<float> pixels)
    {
        Images[position].CopyTo(pixels);
        return Labels[position];
    }
}
