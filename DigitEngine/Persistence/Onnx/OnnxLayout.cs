using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx;

/// <summary>
/// The order of numbers here and in ONNX. An image is stored as rows, columns, channels here, and as channels, rows, columns
/// there. A flattened image keeps that order, so the weights that read it must follow it. An <c>order</c> below gives, for each
/// number of a flattened image in our order, its place in ONNX's; null means that both are the same.
/// </summary>
internal static class OnnxLayout
{
    /// <summary>The order of a flattened image.</summary>
    public static int[]? Flattened(Shape shape)
    {
        int pixels = shape.Height * shape.Width;
        if (pixels == 1 || shape.Channels == 1)
        {
            return null;
        }

        int[] order = new int[shape.Size];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = (i % shape.Channels * pixels) + (i / shape.Channels);
        }

        return order;
    }

    /// <summary>Rows of a given width, moved from our order to ONNX's.</summary>
    public static float[] RowsToOnnx(float[] rows, int width, int[]? order)
    {
        float[] moved = new float[rows.Length];
        for (int row = 0; row < rows.Length / width; row++)
        {
            rows.AsSpan(row * width, width).CopyTo(moved.AsSpan(Place(row, order) * width));
        }

        return moved;
    }

    /// <summary>Undoes <see cref="RowsToOnnx"/>.</summary>
    public static float[] RowsFromOnnx(float[] rows, int width, int[]? order)
    {
        float[] moved = new float[rows.Length];
        for (int row = 0; row < rows.Length / width; row++)
        {
            rows.AsSpan(Place(row, order) * width, width).CopyTo(moved.AsSpan(row * width));
        }

        return moved;
    }

    /// <summary>A matrix with its rows and columns exchanged.</summary>
    public static float[] Transposed(float[] matrix, int rows, int columns)
    {
        float[] moved = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                moved[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return moved;
    }

    /// <summary>
    /// Weights from [kernel row, kernel column, input, output] to ONNX's [output, input, kernel row, kernel column].
    /// </summary>
    /// <param name="weights">In our order.</param>
    /// <param name="sizes">The convolution's sizes.</param>
    /// <param name="order">The order of the input channels, where they are a flattened image.</param>
    public static float[] ConvolutionToOnnx(float[] weights, ConvolutionGeometry sizes, int[]? order)
    {
        float[] moved = new float[weights.Length];
        for (int ours = 0; ours < weights.Length; ours++)
        {
            moved[PlaceOfWeight(ours, sizes, order)] = weights[ours];
        }

        return moved;
    }

    /// <summary>Undoes <see cref="ConvolutionToOnnx"/>.</summary>
    public static float[] ConvolutionFromOnnx(float[] weights, ConvolutionGeometry sizes, int[]? order)
    {
        float[] moved = new float[weights.Length];
        for (int ours = 0; ours < weights.Length; ours++)
        {
            moved[ours] = weights[PlaceOfWeight(ours, sizes, order)];
        }

        return moved;
    }

    private static int Place(int i, int[]? order) => order is null ? i : order[i];

    private static int PlaceOfWeight(int ours, ConvolutionGeometry sizes, int[]? order)
    {
        (int rest, int output) = Math.DivRem(ours, sizes.OutputChannels);
        (int pixel, int input) = Math.DivRem(rest, sizes.InputChannels);
        int pixels = sizes.KernelHeight * sizes.KernelWidth;
        return (((output * sizes.InputChannels) + Place(input, order)) * pixels) + pixel;
    }
}
