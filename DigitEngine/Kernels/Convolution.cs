namespace DigitEngine.Kernels;

/// <summary>
/// The convolution of one image, computed from the image itself. The rows of a tile are neighbouring output pixels, whose
/// inputs are a fixed distance apart, so nothing needs to be unrolled into columns. All three passes use the same tile kernel
/// with different strides.
/// </summary>
internal static unsafe class Convolution
{
    /// <summary>Copies the image into <paramref name="padded"/>, which must already be zero where the padding is.</summary>
    public static void Pad(ConvolutionGeometry geometry, float* image, float* padded)
    {
        int row = geometry.InputWidth * geometry.InputChannels;
        int paddedRow = geometry.PaddedWidth * geometry.InputChannels;
        float* target = padded + (geometry.PadTop * paddedRow) + (geometry.PadLeft * geometry.InputChannels);
        for (int y = 0; y < geometry.InputHeight; y++)
        {
            new ReadOnlySpan<float>(image + (y * row), row).CopyTo(new(target + ((nint)y * paddedRow), row));
        }
    }

    /// <summary>
    /// output[y, x, o] = bias[o] + Σ padded[y·sy + i, x·sx + j, c] · weights[i, j, c, o], summed over i, j and c; or the maximum
    /// of that and 0 with <paramref name="relu"/>.
    /// </summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="padded">The image with its padding.</param>
    /// <param name="panels">The weights as a <see cref="PackedMatrix"/> of <c>Depth</c> rows.</param>
    /// <param name="bias">One value per output channel, readable up to a whole register; null for none.</param>
    /// <param name="relu">Whether negative results become 0.</param>
    /// <param name="output">The result.</param>
    public static void Forward<TSimd>(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int channels = geometry.OutputChannels;
        int kernelRow = geometry.KernelWidth * geometry.InputChannels;
        int imageRow = geometry.PaddedWidth * geometry.InputChannels;
        Tile tile = new()
        {
            RowA = geometry.StrideX * geometry.InputChannels,
            StepA = 1,
            OuterStrideA = imageRow,
            RowC = channels,
            Outer = geometry.KernelHeight,
            Inner = kernelRow,
            Relu = relu,
        };
        for (int channel = 0; channel < channels; channel += TileShapes<TSimd>.PanelWidth)
        {
            int left = channels - channel;
            int width = TileShapes<TSimd>.WidthOf(left);
            tile.B = panels + ((nint)channel * geometry.Depth);
            tile.StepB = width;
            tile.OuterStrideB = (nint)kernelRow * width;
            tile.Start = bias is null ? null : bias + channel;
            for (int y = 0; y < geometry.OutputHeight; y++)
            {
                float* inputRow = padded + ((nint)y * geometry.StrideY * imageRow);
                float* outputRow = output + ((nint)y * geometry.OutputWidth * channels) + channel;
                for (int x = 0; x < geometry.OutputWidth;)
                {
                    int rows = TileShapes<TSimd>.NextRows(geometry.OutputWidth - x);
                    tile.A = inputRow + (x * tile.RowA);
                    tile.C = outputRow + ((nint)x * channels);
                    TileShapes<TSimd>.Run(rows, Math.Min(left, width), ref tile);
                    x += rows;
                }
            }
        }
    }

    /// <summary>
    /// Writes the output's gradient in the layout that the two backward passes read (see
    /// <see cref="ConvolutionGeometry.SpreadSize"/>), with 0 where the rectifier cut the output off. Also adds it to the
    /// gradient of the bias.
    /// </summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="output">The rectified output; null if it was not rectified.</param>
    /// <param name="spread">Receives the gradient; must be zero elsewhere.</param>
    /// <param name="biasGradient">The gradient of the bias so far; null for a convolution without bias.</param>
    public static void Spread<TSimd>(
        ConvolutionGeometry geometry, float* gradient, float* output, float* spread, float* biasGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int channels = geometry.OutputChannels;
        int vectors = channels / TSimd.Count * TSimd.Count;
        for (int y = 0; y < geometry.OutputHeight; y++)
        {
            float* target = spread + geometry.SpreadOrigin + ((nint)y * geometry.SpreadStepY);
            for (int x = 0; x < geometry.OutputWidth; x++)
            {
                for (int c = 0; c < vectors; c += TSimd.Count)
                {
                    SpreadLanes<TSimd>(gradient, output, target, biasGradient, c);
                }

                for (int c = vectors; c < channels; c++)
                {
                    SpreadLanes<SimdScalar>(gradient, output, target, biasGradient, c);
                }

                gradient += channels;
                output = output is null ? null : output + channels;
                target += geometry.SpreadStepX;
            }
        }
    }

    /// <summary>
    /// <see cref="Spread"/> for a rectified convolution followed by 2×2 max-pooling, directly from the gradient of the pooled
    /// values. The gradient in between, four times as large and mostly zeros, is never written.
    /// </summary>
    /// <param name="geometry">The convolution's sizes.</param>
    /// <param name="pool">The pooling's sizes.</param>
    /// <param name="pooledGradient">The gradient of the pooled values.</param>
    /// <param name="output">The convolution's rectified output.</param>
    /// <param name="spread">Receives the gradient; must be zero elsewhere.</param>
    /// <param name="biasGradient">The gradient of the bias so far.</param>
    public static void SpreadThroughPool<TSimd>(
        ConvolutionGeometry geometry, PoolGeometry pool, float* pooledGradient, float* output, float* spread, float* biasGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int channels = geometry.OutputChannels;
        int vectors = channels / TSimd.Count * TSimd.Count;
        int row = geometry.OutputWidth * channels;
        nint stepX = geometry.SpreadStepX, stepY = geometry.SpreadStepY;
        for (int y = 0; y < pool.OutputHeight; y++)
        {
            float* window = output + (2 * (nint)y * row);
            float* target = spread + geometry.SpreadOrigin + (2 * y * stepY);
            for (int x = 0; x < pool.OutputWidth; x++)
            {
                for (int c = 0; c < vectors; c += TSimd.Count)
                {
                    MaxPool.ScatterPositive<TSimd>(window + c, channels, row, pooledGradient + c, target + c, stepX, stepY, biasGradient + c);
                }

                for (int c = vectors; c < channels; c++)
                {
                    MaxPool.ScatterPositive<SimdScalar>(window + c, channels, row, pooledGradient + c, target + c, stepX, stepY, biasGradient + c);
                }

                window += 2 * channels;
                target += 2 * stepX;
                pooledGradient += channels;
            }
        }
    }

    /// <summary>
    /// weightGradient[i, j, c, o] = Σ padded[y·sy + i, x·sx + j, c] · gradient[y, x, o], summed over y and x; added to what is
    /// already there with <paramref name="accumulate"/>.
    /// </summary>
    public static void WeightGradient<TSimd>(
        ConvolutionGeometry geometry, float* padded, float* spread, bool accumulate, float* weightGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int channels = geometry.OutputChannels;
        int kernelRow = geometry.KernelWidth * geometry.InputChannels;
        int imageRow = geometry.PaddedWidth * geometry.InputChannels;
        Tile tile = new()
        {
            RowA = 1,
            StepA = geometry.StrideX * geometry.InputChannels,
            OuterStrideA = (nint)geometry.StrideY * imageRow,
            StepB = geometry.SpreadStepX,
            OuterStrideB = geometry.SpreadStepY,
            RowC = channels,
            RowStart = channels,
            Outer = geometry.OutputHeight,
            Inner = geometry.OutputWidth,
        };
        for (int i = 0; i < geometry.KernelHeight; i++)
        {
            for (int j = 0; j < kernelRow;)
            {
                int rows = TileShapes<TSimd>.NextRows(kernelRow - j);
                tile.A = padded + ((nint)i * imageRow) + j;
                for (int channel = 0; channel < channels; channel += TileShapes<TSimd>.PanelWidth)
                {
                    tile.B = spread + geometry.SpreadOrigin + channel;
                    tile.C = weightGradient + ((((nint)i * kernelRow) + j) * channels) + channel;
                    tile.Start = accumulate ? tile.C : null;
                    TileShapes<TSimd>.Run(rows, Math.Min(channels - channel, TileShapes<TSimd>.PanelWidth), ref tile);
                }

                j += rows;
            }
        }
    }

    /// <summary>Writes the inputs of each output pixel one after the other: output pixels × Depth floats.</summary>
    public static void Columns(ConvolutionGeometry geometry, float* padded, float* columns)
    {
        int kernelRow = geometry.KernelWidth * geometry.InputChannels;
        int imageRow = geometry.PaddedWidth * geometry.InputChannels;
        for (int y = 0; y < geometry.OutputHeight; y++)
        {
            for (int x = 0; x < geometry.OutputWidth; x++)
            {
                float* source = padded + ((nint)y * geometry.StrideY * imageRow) + (x * geometry.StrideX * geometry.InputChannels);
                for (int i = 0; i < geometry.KernelHeight; i++)
                {
                    new ReadOnlySpan<float>(source, kernelRow).CopyTo(new(columns, kernelRow));
                    source += imageRow;
                    columns += kernelRow;
                }
            }
        }
    }

    /// <summary>
    /// <see cref="WeightGradient"/> from the columns of several images and their gradients without zeros in between. It is one
    /// long sum, which pays off where a single image has too few pixels for a tile.
    /// </summary>
    public static void WeightGradientOfColumns<TSimd>(
        ConvolutionGeometry geometry, int pixels, float* columns, float* gradient, bool accumulate, float* weightGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int channels = geometry.OutputChannels;
        Tile tile = new()
        {
            RowA = 1,
            StepA = geometry.Depth,
            StepB = channels,
            RowC = channels,
            RowStart = channels,
            Outer = 1,
            Inner = pixels,
        };
        for (int row = 0; row < geometry.Depth;)
        {
            int rows = TileShapes<TSimd>.NextRows(geometry.Depth - row);
            tile.A = columns + row;
            for (int channel = 0; channel < channels; channel += TileShapes<TSimd>.PanelWidth)
            {
                tile.B = gradient + channel;
                tile.C = weightGradient + ((nint)row * channels) + channel;
                tile.Start = accumulate ? tile.C : null;
                TileShapes<TSimd>.Run(rows, Math.Min(channels - channel, TileShapes<TSimd>.PanelWidth), ref tile);
            }

            row += rows;
        }
    }

    private static void SpreadLanes<TSimd>(float* gradient, float* output, float* target, float* biasGradient, int c)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd value = TSimd.Load(gradient + c);
        if (output is not null)
        {
            value = TSimd.WherePositive(TSimd.Load(output + c), value);
        }

        TSimd.Store(value, target + c);
        if (biasGradient is not null)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(biasGradient + c), value), biasGradient + c);
        }
    }
}
