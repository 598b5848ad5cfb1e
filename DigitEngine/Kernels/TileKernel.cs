using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// The multiply-add at the bottom of every convolution and dense layer: a tile of up to 14 rows by one or two registers
/// of columns is kept in registers while A and B stream past. The rows' constant makes the run-time drop the statements
/// of absent rows, so that this one text is compiled to 28 kernels, each used where its shape fits.
/// </summary>
/// <remarks>
/// C[r, j] = Start[r, j] + Σ over o below Outer, i below Inner of A[o·OuterStrideA + i·StepA + r·RowA] · B[o·OuterStrideB + i·StepB + j].
/// Rows are reached through five pointers three rows apart, since x64 addresses p, p + s and p + 2s without a further add.
/// The order of the sum is the same for every tile shape: a result does not depend on how the work was cut.
/// </remarks>
internal static unsafe class TileKernel
{
    /// <summary>The tallest tile of the widest registers.</summary>
    public const int MaxRows = 14;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TRows, TColumns>(in Tile tile)
        where TLanes : unmanaged, ILanes<TLanes>
        where TRows : unmanaged, ICount
        where TColumns : unmanaged, ICount
    {
        int lanes = TLanes.Count;
        TLanes c0x0 = TLanes.Zero, c0x1 = TLanes.Zero;
        TLanes c1x0 = TLanes.Zero, c1x1 = TLanes.Zero;
        TLanes c2x0 = TLanes.Zero, c2x1 = TLanes.Zero;
        TLanes c3x0 = TLanes.Zero, c3x1 = TLanes.Zero;
        TLanes c4x0 = TLanes.Zero, c4x1 = TLanes.Zero;
        TLanes c5x0 = TLanes.Zero, c5x1 = TLanes.Zero;
        TLanes c6x0 = TLanes.Zero, c6x1 = TLanes.Zero;
        TLanes c7x0 = TLanes.Zero, c7x1 = TLanes.Zero;
        TLanes c8x0 = TLanes.Zero, c8x1 = TLanes.Zero;
        TLanes c9x0 = TLanes.Zero, c9x1 = TLanes.Zero;
        TLanes c10x0 = TLanes.Zero, c10x1 = TLanes.Zero;
        TLanes c11x0 = TLanes.Zero, c11x1 = TLanes.Zero;
        TLanes c12x0 = TLanes.Zero, c12x1 = TLanes.Zero;
        TLanes c13x0 = TLanes.Zero, c13x1 = TLanes.Zero;
        if (tile.Start != null)
        {
            float* start = tile.Start;
            nint rowStart = tile.RowStart;
            c0x0 = TLanes.Load(start);
            c0x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c0x1;
            if (sizeof(TRows) > 1)
            {
                start += rowStart;
                c1x0 = TLanes.Load(start);
                c1x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c1x1;
            }

            if (sizeof(TRows) > 2)
            {
                start += rowStart;
                c2x0 = TLanes.Load(start);
                c2x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c2x1;
            }

            if (sizeof(TRows) > 3)
            {
                start += rowStart;
                c3x0 = TLanes.Load(start);
                c3x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c3x1;
            }

            if (sizeof(TRows) > 4)
            {
                start += rowStart;
                c4x0 = TLanes.Load(start);
                c4x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c4x1;
            }

            if (sizeof(TRows) > 5)
            {
                start += rowStart;
                c5x0 = TLanes.Load(start);
                c5x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c5x1;
            }

            if (sizeof(TRows) > 6)
            {
                start += rowStart;
                c6x0 = TLanes.Load(start);
                c6x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c6x1;
            }

            if (sizeof(TRows) > 7)
            {
                start += rowStart;
                c7x0 = TLanes.Load(start);
                c7x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c7x1;
            }

            if (sizeof(TRows) > 8)
            {
                start += rowStart;
                c8x0 = TLanes.Load(start);
                c8x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c8x1;
            }

            if (sizeof(TRows) > 9)
            {
                start += rowStart;
                c9x0 = TLanes.Load(start);
                c9x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c9x1;
            }

            if (sizeof(TRows) > 10)
            {
                start += rowStart;
                c10x0 = TLanes.Load(start);
                c10x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c10x1;
            }

            if (sizeof(TRows) > 11)
            {
                start += rowStart;
                c11x0 = TLanes.Load(start);
                c11x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c11x1;
            }

            if (sizeof(TRows) > 12)
            {
                start += rowStart;
                c12x0 = TLanes.Load(start);
                c12x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c12x1;
            }

            if (sizeof(TRows) > 13)
            {
                start += rowStart;
                c13x0 = TLanes.Load(start);
                c13x1 = sizeof(TColumns) > 1 ? TLanes.Load(start + lanes) : c13x1;
            }
        }


        nint s = tile.RowA, s2 = 2 * s, stepA = tile.StepA, stepB = tile.StepB;
        float* outerA = tile.A;
        float* outerB = tile.B;
        for (int outer = tile.Outer; outer > 0; outer--)
        {
            float* b = outerB;
            float* a0 = outerA;
            float* a3 = a0 + (3 * s);
            float* a6 = a3 + (3 * s);
            float* a9 = a6 + (3 * s);
            float* a12 = a9 + (3 * s);
            for (int inner = tile.Inner; inner > 0; inner--)
            {
                TLanes b0 = TLanes.Load(b);
                TLanes b1 = sizeof(TColumns) > 1 ? TLanes.Load(b + lanes) : TLanes.Zero;
                b += stepB;
                {
                    TLanes a = TLanes.Broadcast(a0[0]);
                    c0x0 = TLanes.MultiplyAdd(a, b0, c0x0);
                    c0x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c0x1) : c0x1;
                }

                if (sizeof(TRows) > 1)
                {
                    TLanes a = TLanes.Broadcast(a0[s]);
                    c1x0 = TLanes.MultiplyAdd(a, b0, c1x0);
                    c1x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c1x1) : c1x1;
                }

                if (sizeof(TRows) > 2)
                {
                    TLanes a = TLanes.Broadcast(a0[s2]);
                    c2x0 = TLanes.MultiplyAdd(a, b0, c2x0);
                    c2x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c2x1) : c2x1;
                }

                if (sizeof(TRows) > 3)
                {
                    TLanes a = TLanes.Broadcast(a3[0]);
                    c3x0 = TLanes.MultiplyAdd(a, b0, c3x0);
                    c3x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c3x1) : c3x1;
                }

                if (sizeof(TRows) > 4)
                {
                    TLanes a = TLanes.Broadcast(a3[s]);
                    c4x0 = TLanes.MultiplyAdd(a, b0, c4x0);
                    c4x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c4x1) : c4x1;
                }

                if (sizeof(TRows) > 5)
                {
                    TLanes a = TLanes.Broadcast(a3[s2]);
                    c5x0 = TLanes.MultiplyAdd(a, b0, c5x0);
                    c5x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c5x1) : c5x1;
                }

                if (sizeof(TRows) > 6)
                {
                    TLanes a = TLanes.Broadcast(a6[0]);
                    c6x0 = TLanes.MultiplyAdd(a, b0, c6x0);
                    c6x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c6x1) : c6x1;
                }

                if (sizeof(TRows) > 7)
                {
                    TLanes a = TLanes.Broadcast(a6[s]);
                    c7x0 = TLanes.MultiplyAdd(a, b0, c7x0);
                    c7x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c7x1) : c7x1;
                }

                if (sizeof(TRows) > 8)
                {
                    TLanes a = TLanes.Broadcast(a6[s2]);
                    c8x0 = TLanes.MultiplyAdd(a, b0, c8x0);
                    c8x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c8x1) : c8x1;
                }

                if (sizeof(TRows) > 9)
                {
                    TLanes a = TLanes.Broadcast(a9[0]);
                    c9x0 = TLanes.MultiplyAdd(a, b0, c9x0);
                    c9x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c9x1) : c9x1;
                }

                if (sizeof(TRows) > 10)
                {
                    TLanes a = TLanes.Broadcast(a9[s]);
                    c10x0 = TLanes.MultiplyAdd(a, b0, c10x0);
                    c10x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c10x1) : c10x1;
                }

                if (sizeof(TRows) > 11)
                {
                    TLanes a = TLanes.Broadcast(a9[s2]);
                    c11x0 = TLanes.MultiplyAdd(a, b0, c11x0);
                    c11x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c11x1) : c11x1;
                }

                if (sizeof(TRows) > 12)
                {
                    TLanes a = TLanes.Broadcast(a12[0]);
                    c12x0 = TLanes.MultiplyAdd(a, b0, c12x0);
                    c12x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c12x1) : c12x1;
                }

                if (sizeof(TRows) > 13)
                {
                    TLanes a = TLanes.Broadcast(a12[s]);
                    c13x0 = TLanes.MultiplyAdd(a, b0, c13x0);
                    c13x1 = sizeof(TColumns) > 1 ? TLanes.MultiplyAdd(a, b1, c13x1) : c13x1;
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
        TLanes floor = TLanes.Broadcast(tile.Relu ? 0 : float.NegativeInfinity);
        TLanes.Store(TLanes.Max(floor, c0x0), c);
        if (sizeof(TColumns) > 1)
        {
            TLanes.Store(TLanes.Max(floor, c0x1), c + lanes);
        }

        if (sizeof(TRows) > 1)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c1x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c1x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 2)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c2x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c2x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 3)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c3x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c3x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 4)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c4x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c4x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 5)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c5x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c5x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 6)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c6x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c6x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 7)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c7x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c7x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 8)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c8x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c8x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 9)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c9x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c9x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 10)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c10x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c10x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 11)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c11x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c11x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 12)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c12x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c12x1), c + lanes);
            }
        }

        if (sizeof(TRows) > 13)
        {
            c += rowC;
            TLanes.Store(TLanes.Max(floor, c13x0), c);
            if (sizeof(TColumns) > 1)
            {
                TLanes.Store(TLanes.Max(floor, c13x1), c + lanes);
            }
        }
    }
}
