using System.Diagnostics;
using DigitEngine.Kernels;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary>
/// The machine's peak rate of multiply-adds, measured with the tallest tile on operands that stay in the L1 cache.
/// </summary>
internal static unsafe class PeakArithmetic
{
    private const int Depth = 128;

    /// <returns>GFLOP/s: the best of several short runs.</returns>
    public static double Measure(int threads) => SimdDispatch.Run<Task, double>(new(threads));

    private readonly record struct Task(int Threads) : ISimdTask<double>
    {
        public double Run<TSimd>()
            where TSimd : unmanaged, ISimd<TSimd>
        {
            int rows = TSimd.TileRows, width = TileShapes<TSimd>.PanelWidth;
            double flops = 2.0 * rows * width * Depth;
            int repeats = (int)(2e9 / flops);
            double best = 0;
            for (int run = 0; run < 10; run++)
            {
                long start = Stopwatch.GetTimestamp();
                Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ => RunTiles<TSimd>(repeats));
                best = Math.Max(best, Threads * repeats * flops / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
            }

            return best;
        }

        private static void RunTiles<TSimd>(int repeats)
            where TSimd : unmanaged, ISimd<TSimd>
        {
            int rows = TSimd.TileRows, width = TileShapes<TSimd>.PanelWidth;
            AlignedBuffer a = new(rows * Depth), b = new(width * Depth), c = new(rows * width);
            Tile tile = new()
            {
                A = a.Pointer,
                RowA = Depth,
                StepA = 1,
                B = b.Pointer,
                StepB = width,
                C = c.Pointer,
                RowC = width,
                Outer = 1,
                Inner = Depth,
            };
            for (int i = 0; i < repeats; i++)
            {
                TileShapes<TSimd>.Run(rows, width, ref tile);
            }

            GC.KeepAlive(a);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
        }
    }
}
