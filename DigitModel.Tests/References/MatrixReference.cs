namespace MlNetDigits.Tests.References;

/// <summary>Products of matrices that lie row by row, with their bounds.</summary>
internal static class MatrixReference
{
    /// <summary>a (rows × depth) · b (depth × columns), plus a row of biases where there is one.</summary>
    public static BoundedSum[] Multiply(
        int rows, int depth, int columns, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> bias = default)
    {
        BoundedSum[] product = new BoundedSum[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                BoundedSum sum = bias.Length > 0 ? default(BoundedSum).Plus(bias[c]) : default;
                for (int k = 0; k < depth; k++)
                {
                    sum = sum.Plus((double)a[(r * depth) + k] * b[(k * columns) + c]);
                }

                product[(r * columns) + c] = sum;
            }
        }

        return product;
    }

    public static float[] Transpose(int rows, int columns, ReadOnlySpan<float> matrix)
    {
        float[] transpose = new float[rows * columns];
        for (int i = 0; i < transpose.Length; i++)
        {
            transpose[(i % columns * rows) + (i / columns)] = matrix[i];
        }

        return transpose;
    }
}
