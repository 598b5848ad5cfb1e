using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// Only the edges of strokes, one pixel wide (Canny, 1986), with the defaults of scikit-image: σ 1, and gradients of at least
/// 0.2, or 0.1 where they are connected to such edges.
/// </summary>
internal static class CannyEdges
{
    private const double Sigma = 1;
    private const double Strong = 0.2;
    private const double Weak = 0.1;
    private const byte Edge = 255;

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        Span<double> smooth = stackalloc double[source.Length];
        Span<double> acrossRows = stackalloc double[source.Length];
        Span<double> acrossColumns = stackalloc double[source.Length];
        Span<double> magnitude = stackalloc double[source.Length];
        Smooth(source, smooth);
        for (int row = 0; row < Grey.Height; row++)
        {
            for (int column = 0; column < Grey.Width; column++)
            {
                int i = (row * Grey.Width) + column;
                acrossRows[i] = Sum(smooth, row + 1, column) - Sum(smooth, row - 1, column);
                acrossColumns[i] = SumDown(smooth, row, column + 1) - SumDown(smooth, row, column - 1);
                magnitude[i] = double.Hypot(acrossRows[i], acrossColumns[i]);
            }
        }

        // Weak edges are marked with 1 first. Those connected to a strong edge then become edges.
        destination.Clear();
        Span<int> strong = stackalloc int[source.Length];
        int strongCount = 0;
        for (int row = 1; row < Grey.Height - 1; row++)
        {
            for (int column = 1; column < Grey.Width - 1; column++)
            {
                int i = (row * Grey.Width) + column;
                if (magnitude[i] >= Weak && IsRidge(magnitude, i, acrossRows[i], acrossColumns[i]))
                {
                    destination[i] = 1;
                    if (magnitude[i] >= Strong)
                    {
                        strong[strongCount++] = i;
                    }
                }
            }
        }

        Join(destination, strong, strongCount);
        destination.Replace((byte)1, (byte)0);
    }

    /// <summary>Blurs with zeros outside, and then makes up for what the blur loses at the edges of the image.</summary>
    private static void Smooth(ReadOnlySpan<byte> source, Span<double> smooth)
    {
        Grey.FromBytes(source, smooth);
        GaussianBlur.BothOnZeros(smooth, Sigma);
        Span<double> kept = stackalloc double[smooth.Length];
        kept.Fill(1);
        GaussianBlur.BothOnZeros(kept, Sigma);
        for (int i = 0; i < smooth.Length; i++)
        {
            smooth[i] /= kept[i];
        }
    }

    // Sobel's weights 1 2 1 along a row and down a column; the image is mirrored at its edges.
    private static double Sum(ReadOnlySpan<double> image, int row, int column) =>
        At(image, row, column - 1) + (2 * At(image, row, column)) + At(image, row, column + 1);

    private static double SumDown(ReadOnlySpan<double> image, int row, int column) =>
        At(image, row - 1, column) + (2 * At(image, row, column)) + At(image, row + 1, column);

    private static double At(ReadOnlySpan<double> image, int row, int column) =>
        image[(Math.Clamp(row, 0, Grey.Height - 1) * Grey.Width) + Math.Clamp(column, 0, Grey.Width - 1)];

    /// <summary>
    /// Whether the gradient is at least as large as one pixel up and down the slope, interpolated between two neighbours.
    /// </summary>
    private static bool IsRidge(ReadOnlySpan<double> magnitude, int place, double acrossRows, double acrossColumns)
    {
        double rows = Math.Abs(acrossRows), columns = Math.Abs(acrossColumns);
        int down = acrossRows * acrossColumns < 0 ? -Grey.Width : Grey.Width;
        int straight = rows >= columns ? down : 1;
        int diagonal = down + 1;
        double share = rows >= columns ? columns / rows : rows / columns;
        double ahead = (share * magnitude[place + diagonal]) + ((1 - share) * magnitude[place + straight]);
        double behind = (share * magnitude[place - diagonal]) + ((1 - share) * magnitude[place - straight]);
        return ahead <= magnitude[place] && behind <= magnitude[place];
    }

    private static void Join(Span<byte> edges, Span<int> waiting, int count)
    {
        foreach (int strong in waiting[..count])
        {
            edges[strong] = Edge;
        }

        while (count > 0)
        {
            int i = waiting[--count];
            for (int row = -1; row <= 1; row++)
            {
                for (int column = -1; column <= 1; column++)
                {
                    // There are no edges in the outermost rows and columns, so all eight neighbours are in the image.
                    int neighbour = i + (row * Grey.Width) + column;
                    if (edges[neighbour] == 1)
                    {
                        edges[neighbour] = Edge;
                        waiting[count++] = neighbour;
                    }
                }
            }
        }
    }
}
