using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Nothing but paper: any one grey, as it is, a little noisy, or a little darker to one side.</summary>
internal static class Blanks
{
    private const int Levels = 256;
    private const float MaxDeviation = 8;
    private const float MaxSlope = 2;

    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        int level = random.NextInt32(Levels);
        int kind = random.NextInt32(3);
        float deviation = kind == 1 ? random.NextSingle(0, MaxDeviation) : 0;
        float right = kind == 2 ? random.NextSingle(-MaxSlope, MaxSlope) : 0;
        float down = kind == 2 ? random.NextSingle(-MaxSlope, MaxSlope) : 0;
        for (int i = 0; i < destination.Length; i++)
        {
            double shade = (right * ((i % Grey.Width) - (Grey.Width / 2))) + (down * ((i / Grey.Width) - (Grey.Height / 2)));
            double noise = deviation == 0 ? 0 : random.NextNormal(0, deviation);
            destination[i] = Grey.ToByte((level + shade + noise) / 255);
        }
    }
}
