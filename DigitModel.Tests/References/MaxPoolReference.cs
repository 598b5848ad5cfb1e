using DigitEngine.Kernels;

namespace MlNetDigits.Tests.References;

/// <summary>Max-pooling as a textbook has it; a tie is won by the first value in reading order.</summary>
internal static class MaxPoolReference
{
    /// <summary>For each output value the place of the input value that it is.</summary>
    public static int[] Winners<T>(PoolGeometry g, ReadOnlySpan<T> input)
        where T : IComparable<T>
    {
        int[] winners = new int[g.OutputSize];
        for (int place = 0; place < winners.Length; place++)
        {
            int channel = place % g.Channels;
            int x = place / g.Channels % g.OutputWidth;
            int y = place / g.Channels / g.OutputWidth;
            int winner = -1;
            for (int i = 0; i < g.WindowHeight; i++)
            {
                for (int j = 0; j < g.WindowWidth; j++)
                {
                    int candidate = (((((y * g.StrideY) + i) * g.InputWidth) + (x * g.StrideX) + j) * g.Channels) + channel;
                    if (winner < 0 || input[candidate].CompareTo(input[winner]) > 0)
                    {
                        winner = candidate;
                    }
                }
            }

            winners[place] = winner;
        }

        return winners;
    }
}
