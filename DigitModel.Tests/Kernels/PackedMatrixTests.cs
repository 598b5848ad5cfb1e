using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class PackedMatrixTests
{
    private static readonly int[] Columns = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 65];

    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Pack_LaysPanelsBehindEachOther_FilledUpWithZeros(int lanes)
    {
        KernelSet kernels = KernelSet.For(lanes);
        foreach (int columns in Columns)
        {
            foreach (int rows in (int[])[1, 2, 5])
            {
                int stride = columns + 2;
                GuardedFloats matrix = GuardedFloats.Random(((rows - 1) * stride) + columns, 1);
                GuardedFloats packed = new(kernels.PanelSize(rows, columns));

                kernels.Pack(matrix.Pointer, stride, rows, columns, packed.Pointer);

                float[] expected = Expected(kernels, rows, columns, (row, column) => matrix.Span[(row * stride) + column]);
                packed.AssertEqual(expected, $"{rows}x{columns}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void PackTransposed_EqualsPackOfTheTranspose(int lanes)
    {
        KernelSet kernels = KernelSet.For(lanes);
        foreach (int columns in Columns)
        {
            foreach (int rows in (int[])[1, 2, 15, 16, 17, 33])
            {
                int stride = rows + 3;
                GuardedFloats matrix = GuardedFloats.Random(((columns - 1) * stride) + rows, 1);
                GuardedFloats packed = new(kernels.PanelSize(rows, columns));

                kernels.PackTransposed(matrix.Pointer, stride, rows, columns, packed.Pointer);

                float[] expected = Expected(kernels, rows, columns, (row, column) => matrix.Span[(column * stride) + row]);
                packed.AssertEqual(expected, $"{rows}x{columns}");
            }
        }
    }

    private static float[] Expected(KernelSet kernels, int rows, int columns, Func<int, int, float> matrix)
    {
        List<float> packed = [];
        for (int column = 0; column < columns;)
        {
            int width = kernels.PanelWidthOf(columns - column);
            for (int row = 0; row < rows; row++)
            {
                for (int j = column; j < column + width; j++)
                {
                    packed.Add(j < columns ? matrix(row, j) : 0);
                }
            }

            column += width;
        }

        return [.. packed];
    }
}
