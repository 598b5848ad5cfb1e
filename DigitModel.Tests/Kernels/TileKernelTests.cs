using DigitEngine.Kernels;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class TileKernelTests
{
    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Run_AddsProducts_ForEveryTileShape(int lanes) => ForEveryShape(lanes, (shape, rows, columns) =>
    {
        // Rows of A either lie apart (a dense layer) or beside each other (a weight gradient).
        bool apart = (rows + columns) % 2 == 0;
        shape.RowA = apart ? 11 : 1;
        shape.StepA = apart ? 1 : 15;
        shape.Outer = 1 + (columns % 3);
        shape.Inner = 1 + (rows % 4);
        shape.OuterStrideA = apart ? 5 : 63;
        shape.Start = 'n';
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Run_StartsFromTheBias_ForEveryTileShape(int lanes) => ForEveryShape(lanes, (shape, rows, columns) =>
    {
        shape.Start = 'b';
        shape.Relu = columns % 2 == 0;
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Run_AddsToWhatIsThere_ForEveryTileShape(int lanes) => ForEveryShape(lanes, (shape, rows, columns) =>
    {
        shape.Start = 'c';
        shape.Relu = columns % 3 == 0;
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Run_StoresTheStart_WhenThereIsNothingToAdd(int lanes) => ForEveryShape(lanes, (shape, rows, columns) =>
    {
        shape.Start = "nbc"[rows % 3];
        shape.Inner = 0;
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void NextRows_CutsEvenlyIntoTiles(int lanes)
    {
        KernelSet kernels = KernelSet.For(lanes);
        for (int all = 1; all <= 100; all++)
        {
            List<int> tiles = [];
            for (int left = all; left > 0; left -= tiles[^1])
            {
                tiles.Add(kernels.NextRows(left));
                Assert.InRange(tiles[^1], 1, Math.Min(left, TileKernel.MaxRows));
            }

            Assert.True(tiles.Max() - tiles.Min() <= 1, $"{all} rows are cut into {string.Join(", ", tiles)}");
        }
    }

    private static void ForEveryShape(int lanes, Action<Shape, int, int> choose)
    {
        KernelSet kernels = KernelSet.For(lanes);
        for (int rows = 1; rows <= TileKernel.MaxRows; rows++)
        {
            for (int columns = 1; columns <= 2 * lanes; columns++)
            {
                Shape shape = new();
                choose(shape, rows, columns);
                Check(kernels, rows, columns, shape);
            }
        }
    }

    private static void Check(KernelSet kernels, int rows, int columns, Shape shape)
    {
        string what = $"{rows}x{columns} of {kernels.Lanes} lanes";

        // Every third B ends right after the columns that exist, so that what a register reads beyond them is NaN.
        int rowB = columns % 3 == 0 ? columns : kernels.PanelWidthOf(columns);
        int outerB = (shape.Inner * rowB) + 3;
        int sizeA = ((rows - 1) * shape.RowA) + ((shape.Outer - 1) * shape.OuterStrideA) + (Math.Max(shape.Inner - 1, 0) * shape.StepA) + 1;
        int sizeB = ((shape.Outer - 1) * outerB) + (Math.Max(shape.Inner - 1, 0) * rowB) + columns;
        int rowC = columns + 3;
        GuardedFloats a = GuardedFloats.Random(sizeA, 1);
        GuardedFloats b = GuardedFloats.Random(sizeB, 2);
        GuardedFloats bias = GuardedFloats.Random(columns, 3);
        GuardedFloats c = new(((rows - 1) * rowC) + columns);
        BoundedSum[,] expected = new BoundedSum[rows, columns];
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < columns; j++)
            {
                float start = shape.Start == 'b' ? bias.Span[j] : (r - 6.5f) / (j + 1);
                if (shape.Start == 'c')
                {
                    c.Span[(r * rowC) + j] = start;
                }

                BoundedSum sum = shape.Start == 'n' ? default : default(BoundedSum).Plus(start);
                for (int o = 0; o < shape.Outer; o++)
                {
                    for (int i = 0; i < shape.Inner; i++)
                    {
                        double left = a.Span[(o * shape.OuterStrideA) + (i * shape.StepA) + (r * shape.RowA)];
                        sum = sum.Plus(left * b.Span[(o * outerB) + (i * rowB) + j]);
                    }
                }

                expected[r, j] = shape.Relu ? sum.Rectified() : sum;
            }
        }

        Tile tile = new()
        {
            A = a.Pointer,
            RowA = shape.RowA,
            StepA = shape.StepA,
            OuterStrideA = shape.OuterStrideA,
            B = b.Pointer,
            StepB = rowB,
            OuterStrideB = outerB,
            C = c.Pointer,
            RowC = rowC,
            Start = shape.Start switch { 'b' => bias.Pointer, 'c' => c.Pointer, _ => null },
            RowStart = shape.Start == 'c' ? rowC : 0,
            Outer = shape.Outer,
            Inner = shape.Inner,
            Relu = shape.Relu,
        };
        kernels.RunTile(rows, columns, ref tile);

        for (int place = 0; place < c.Span.Length; place++)
        {
            if (place % rowC < columns)
            {
                c.AssertEqual(expected[place / rowC, place % rowC], place, what);
            }
            else
            {
                Assert.True(c.IsCanary(place), $"{what}: written between the rows at {place}");
            }
        }

        c.AssertGuards(what);
    }

    private sealed class Shape
    {
        public int RowA { get; set; } = 4;

        public int StepA { get; set; } = 1;

        public int OuterStrideA { get; set; } = 2;

        public int Outer { get; set; } = 2;

        public int Inner { get; set; } = 3;

        /// <summary>'n' for nothing, 'b' for a bias, 'c' for what C holds.</summary>
        public char Start { get; set; }

        public bool Relu { get; set; }
    }
}
