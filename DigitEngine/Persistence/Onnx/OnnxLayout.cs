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
        int[] places = PlacesOfWeights(sizes, order);
        for (int i = 0; i < places.Length; i++)
        {
            moved[places[i]] = weights[i];
        }

        return moved;
    }

    /// <summary>Undoes <see cref="ConvolutionToOnnx"/>.</summary>
    public static float[] ConvolutionFromOnnx(float[] weights, ConvolutionGeometry sizes, int[]? order)
    {
        float[] moved = new float[weights.Length];
        int[] places = PlacesOfWeights(sizes, order);
        for (int i = 0; i < places.Length; i++)
        {
            moved[i] = weights[places[i]];
        }

        return moved;
    }

    private static int Place(int i, int[]? order) => order is null ? i : order[i];

    private static int[] PlacesOfWeights(ConvolutionGeometry sizes, int[]? order)
    {
        int pixels = sizes.KernelHeight * sizes.KernelWidth;
        int stride = sizes.InputChannels * pixels;
        int[] places = new int[stride * sizes.OutputChannels];
        int ours = 0;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (int input = 0; input < sizes.InputChannels; input++)
            {
                int theirs = (Place(input, order) * pixels) + pixel;
                for (int output = 0; output < sizes.OutputChannels; output++)
                {
                    places[ours++] = theirs;
                    theirs += stride;
                }
            }
        }

        return places;
    }
}
