using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// The multiply-add at the bottom of every convolution and dense layer. The sums of a tile, up to 14 rows by one or two
/// registers, stay in registers while A and B stream past. The compiler drops the code of absent rows, so this one source
/// becomes 28 kernels for each width of registers.
/// </summary>
/// <remarks>
/// C[r, j] = Start[r, j] + Σ over o below Outer, i below Inner of A[o·OuterStrideA + i·StepA + r·RowA] · B[o·OuterStrideB + i·StepB + j].
/// Rows are addressed through five pointers three rows apart, because x64 addresses p, p + s and p + 2s without an addition.
/// The order of the sum is the same for every shape of tile, so a result does not depend on how the work was cut.
/// </remarks>
internal static unsafe class TileKernel
{
    /// <summary>The tallest tile of the widest registers.</summary>
    public const int MaxRows = 14;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TRows, TColumns>(in Tile tile)
        where TSimd : unmanaged, ISimd<TSimd>
        where TRows : unmanaged, ITileHeight
        where TColumns : unmanaged, ITileWidth
    {
        int lanes = TSimd.Count;
        TSimd c0x0 = TSimd.Zero, c0x1 = TSimd.Zero;
        TSimd c1x0 = TSimd.Zero, c1x1 = TSimd.Zero;
        TSimd c2x0 = TSimd.Zero, c2x1 = TSimd.Zero;
        TSimd c3x0 = TSimd.Zero, c3x1 = TSimd.Zero;
        TSimd c4x0 = TSimd.Zero, c4x1 = TSimd.Zero;
        TSimd c5x0 = TSimd.Zero, c5x1 = TSimd.Zero;
        TSimd c6x0 = TSimd.Zero, c6x1 = TSimd.Zero;
        TSimd c7x0 = TSimd.Zero, c7x1 = TSimd.Zero;
        TSimd c8x0 = TSimd.Zero, c8x1 = TSimd.Zero;
        TSimd c9x0 = TSimd.Zero, c9x1 = TSimd.Zero;
        TSimd c10x0 = TSimd.Zero, c10x1 = TSimd.Zero;
        TSimd c11x0 = TSimd.Zero, c11x1 = TSimd.Zero;
        TSimd c12x0 = TSimd.Zero, c12x1 = TSimd.Zero;
        TSimd c13x0 = TSimd.Zero, c13x1 = TSimd.Zero;
        if (tile.Start is not null)
        {
            float* start = tile.Start;
            nint rowStart = tile.RowStart;
            c0x0 = TSimd.Load(start);
            c0x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c0x1;
            if (sizeof(TRows) > 1)
            {
                start += rowStart;
                c1x0 = TSimd.Load(start);
                c1x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c1x1;
            }

            if (sizeof(TRows) > 2)
            {
                start += rowStart;
                c2x0 = TSimd.Load(start);
                c2x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c2x1;
            }

            if (sizeof(TRows) > 3)
            {
                start += rowStart;
                c3x0 = TSimd.Load(start);
                c3x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c3x1;
            }

            if (sizeof(TRows) > 4)
            {
                start += rowStart;
                c4x0 = TSimd.Load(start);
                c4x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c4x1;
            }

            if (sizeof(TRows) > 5)
            {
                start += rowStart;
                c5x0 = TSimd.Load(start);
                c5x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c5x1;
            }

            if (sizeof(TRows) > 6)
            {
                start += rowStart;
                c6x0 = TSimd.Load(start);
                c6x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c6x1;
            }

            if (sizeof(TRows) > 7)
            {
                start += rowStart;
                c7x0 = TSimd.Load(start);
                c7x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c7x1;
            }

            if (sizeof(TRows) > 8)
            {
                start += rowStart;
                c8x0 = TSimd.Load(start);
                c8x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c8x1;
            }

            if (sizeof(TRows) > 9)
            {
                start += rowStart;
                c9x0 = TSimd.Load(start);
                c9x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c9x1;
            }

            if (sizeof(TRows) > 10)
            {
                start += rowStart;
                c10x0 = TSimd.Load(start);
                c10x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c10x1;
            }

            if (sizeof(TRows) > 11)
            {
                start += rowStart;
                c11x0 = TSimd.Load(start);
                c11x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c11x1;
            }

            if (sizeof(TRows) > 12)
            {
                start += rowStart;
                c12x0 = TSimd.Load(start);
                c12x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c12x1;
            }

            if (sizeof(TRows) > 13)
            {
                start += rowStart;
                c13x0 = TSimd.Load(start);
                c13x1 = sizeof(TColumns) > 1 ? TSimd.Load(start + lanes) : c13x1;
            }
        }

        nint s = tile.RowA, s2 = 2 * s, stepA = tile.StepA, stepB = tile.StepB;
        float* outerA = tile.A;
        float* outerB = tile.B;
        for (int outer = tile.Outer; outer > 0; outer--)
        {
            float* b = outerB;
            float* a0 = outerA, a3 = a0 + (3 * s), a6 = a3 + (3 * s), a9 = a6 + (3 * s), a12 = a9 + (3 * s);
            for (int inner = tile.Inner; inner > 0; inner--)
            {
                TSimd b0 = TSimd.Load(b);
                TSimd b1 = sizeof(TColumns) > 1 ? TSimd.Load(b + lanes) : TSimd.Zero;
                b += stepB;
                {
                    TSimd a = TSimd.Broadcast(a0[0]);
                    c0x0 = TSimd.MultiplyAdd(a, b0, c0x0);
                    c0x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c0x1) : c0x1;
                }

                if (sizeof(TRows) > 1)
                {
                    TSimd a = TSimd.Broadcast(a0[s]);
                    c1x0 = TSimd.MultiplyAdd(a, b0, c1x0);
                    c1x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c1x1) : c1x1;
                }

                if (sizeof(TRows) > 2)
                {
                    TSimd a = TSimd.Broadcast(a0[s2]);
                    c2x0 = TSimd.MultiplyAdd(a, b0, c2x0);
                    c2x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c2x1) : c2x1;
                }

                if (sizeof(TRows) > 3)
                {
                    TSimd a = TSimd.Broadcast(a3[0]);
                    c3x0 = TSimd.MultiplyAdd(a, b0, c3x0);
                    c3x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c3x1) : c3x1;
                }

                if (sizeof(TRows) > 4)
                {
                    TSimd a = TSimd.Broadcast(a3[s]);
                    c4x0 = TSimd.MultiplyAdd(a, b0, c4x0);
                    c4x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c4x1) : c4x1;
                }

                if (sizeof(TRows) > 5)
                {
                    TSimd a = TSimd.Broadcast(a3[s2]);
                    c5x0 = TSimd.MultiplyAdd(a, b0, c5x0);
                    c5x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c5x1) : c5x1;
                }

                if (sizeof(TRows) > 6)
                {
                    TSimd a = TSimd.Broadcast(a6[0]);
                    c6x0 = TSimd.MultiplyAdd(a, b0, c6x0);
                    c6x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c6x1) : c6x1;
                }

                if (sizeof(TRows) > 7)
                {
                    TSimd a = TSimd.Broadcast(a6[s]);
                    c7x0 = TSimd.MultiplyAdd(a, b0, c7x0);
                    c7x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c7x1) : c7x1;
                }

                if (sizeof(TRows) > 8)
                {
                    TSimd a = TSimd.Broadcast(a6[s2]);
                    c8x0 = TSimd.MultiplyAdd(a, b0, c8x0);
                    c8x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c8x1) : c8x1;
                }

                if (sizeof(TRows) > 9)
                {
                    TSimd a = TSimd.Broadcast(a9[0]);
                    c9x0 = TSimd.MultiplyAdd(a, b0, c9x0);
                    c9x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c9x1) : c9x1;
                }

                if (sizeof(TRows) > 10)
                {
                    TSimd a = TSimd.Broadcast(a9[s]);
                    c10x0 = TSimd.MultiplyAdd(a, b0, c10x0);
                    c10x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c10x1) : c10x1;
                }

                if (sizeof(TRows) > 11)
                {
                    TSimd a = TSimd.Broadcast(a9[s2]);
                    c11x0 = TSimd.MultiplyAdd(a, b0, c11x0);
                    c11x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c11x1) : c11x1;
                }

                if (sizeof(TRows) > 12)
                {
                    TSimd a = TSimd.Broadcast(a12[0]);
                    c12x0 = TSimd.MultiplyAdd(a, b0, c12x0);
                    c12x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c12x1) : c12x1;
                }

                if (sizeof(TRows) > 13)
                {
                    TSimd a = TSimd.Broadcast(a12[s]);
                    c13x0 = TSimd.MultiplyAdd(a, b0, c13x0);
                    c13x1 = sizeof(TColumns) > 1 ? TSimd.MultiplyAdd(a, b1, c13x1) : c13x1;
                }

                a0 += stepA;
                a3 += stepA;
                a6 += stepA;
                a9 += stepA;
                a12 += stepA;
            }

            outerA += tile.OuterStrideA;
            outerB += tile.OuterStrideB;
        }

        float* c = tile.C;
        nint rowC = tile.RowC;
        TSimd floor = TSimd.Broadcast(tile.Relu ? 0 : float.NegativeInfinity);
        TSimd.Store(TSimd.Max(floor, c0x0), c);
        if (sizeof(TColumns) > 1)
        {
            TSimd.Store(TSimd.Max(floor, c0x1), c + lanes);
        }

        if (sizeof(TRows) > 1)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c1x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c1x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 2)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c2x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c2x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 3)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c3x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c3x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 4)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c4x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c4x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 5)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c5x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c5x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 6)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c6x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c6x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 7)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c7x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c7x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 8)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c8x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c8x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 9)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c9x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c9x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 10)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c10x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c10x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 11)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c11x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c11x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 12)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c12x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c12x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 13)
        {
            c += rowC;
            TSimd.Store(TSimd.Max(floor, c13x0), c);
            if (sizeof(TColumns) > 1)
            {
                TSimd.Store(TSimd.Max(floor, c13x1), c + lanes);
            }
        }
    }
}
