namespace DigitEngine.Kernels;

/// <summary>
/// The gradient of a convolution's input, by one of two methods (see <see cref="ConvolutionGeometry.Scatters"/>). Gathering is a
/// convolution of the spread output gradient with the kernel rotated by 180°. Scattering multiplies each output gradient by all
/// weights and adds the resulting columns to the inputs that they came from.
/// </summary>
internal static unsafe class ConvolutionInputGradient
{
    /// <summary>Floats of the packed weights.</summary>
    public static int PackedSize<TSimd>(ConvolutionGeometry geometry)
        where TSimd : unmanaged, ISimd<TSimd> =>
        geometry.Scatters
            ? PackedMatrix.SizeOf<TSimd>(geometry.OutputChannels, geometry.Depth)
            : ConvolutionForward.PackedSize<TSimd>(Gathering(geometry));

    /// <summary>Floats of scratch memory; for scattering, those of the columns and of the padded input's gradient.</summary>
    public static int ScratchSize(ConvolutionGeometry geometry) =>
        geometry.Scatters
            ? geometry.ColumnsSize + geometry.PaddedSize
            : ConvolutionForward.ScratchSize(Gathering(geometry));

    /// <summary>Packs the weights for <see cref="Compute"/>.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="weights">Kernel row × kernel column × input channel × output channel.</param>
    /// <param name="panels">Receives the packed weights; must be zero where panels are filled up.</param>
    /// <param name="rotated">Scratch memory as large as the weights; not used for scattering.</param>
    public static void Pack<TSimd>(ConvolutionGeometry geometry, float* weights, float* panels, float* rotated)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int inputs = geometry.InputChannels;
        int outputs = geometry.OutputChannels;
        if (geometry.Scatters)
        {
            PackedMatrix.PackTransposed<TSimd>(weights, outputs, outputs, geometry.Depth, panels);
            return;
        }

        int places = geometry.KernelHeight * geometry.KernelWidth;
        for (int place = 0; place < places; place++)
        {
            float* source = weights + ((nint)(places - 1 - place) * inputs * outputs);
            for (int output = 0; output < outputs; output++)
            {
                float* row = rotated + ((((nint)place * outputs) + output) * inputs);
                for (int input = 0; input < inputs; input++)
                {
                    row[input] = source[((nint)input * outputs) + output];
                }
            }
        }

        ConvolutionForward.Pack<TSimd>(Gathering(geometry), rotated, panels);
    }

    /// <summary>Computes the gradient of one image.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="spread">What <see cref="Convolution.Spread"/> wrote.</param>
    /// <param name="panels">What <see cref="Pack"/> wrote.</param>
    /// <param name="inputGradient">Receives the gradient of every input value.</param>
    /// <param name="scratch">Memory of <see cref="ScratchSize"/> floats.</param>
    public static void Compute<TSimd>(
        ConvolutionGeometry geometry, float* spread, float* panels, float* inputGradient, float* scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        if (!geometry.Scatters)
        {
            ConvolutionForward.Compute<TSimd>(Gathering(geometry), spread, panels, null, false, inputGradient, scratch);
            return;
        }

        DenseLayerKernel.ForwardPacked<TSimd>(
            geometry.OutputPixels, geometry.OutputChannels, geometry.Depth, spread, panels, null, false, scratch);
        if (geometry.IsPadded)
        {
            float* padded = scratch + geometry.ColumnsSize;
            AddColumns<TSimd>(geometry, scratch, padded);
            Crop(geometry, padded, inputGradient);
        }
        else
        {
            AddColumns<TSimd>(geometry, scratch, inputGradient);
        }
    }

    /// <summary>The convolution over the spread gradient that gathering computes: with stride 1 and without padding.</summary>
    public static ConvolutionGeometry Gathering(ConvolutionGeometry geometry) => new()
    {
        InputHeight = geometry.SpreadHeight,
        InputWidth = geometry.SpreadWidth,
        InputChannels = geometry.OutputChannels,
        OutputChannels = geometry.InputChannels,
        KernelHeight = geometry.KernelHeight,
        KernelWidth = geometry.KernelWidth,
    };

    /// <summary>Adds the column of each output pixel, kernel row by kernel row, to the inputs that it came from.</summary>
    private static void AddColumns<TSimd>(ConvolutionGeometry geometry, float* columns, float* padded)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int kernelRow = geometry.KernelWidth * geometry.InputChannels;
        int imageRow = geometry.PaddedWidth * geometry.InputChannels;
        new Span<float>(padded, geometry.PaddedSize).Clear();
        for (int y = 0; y < geometry.OutputHeight; y++)
        {
            for (int x = 0; x < geometry.OutputWidth; x++)
            {
                float* target = padded + ((nint)y * geometry.StrideY * imageRow) + (x * geometry.StrideX * geometry.InputChannels);
                for (int i = 0; i < geometry.KernelHeight; i++)
                {
                    Elementwise.Add<TSimd>(columns, target, kernelRow);
                    columns += kernelRow;
                    target += imageRow;
                }
            }
        }
    }

    private static void Crop(ConvolutionGeometry geometry, float* padded, float* image)
    {
        int row = geometry.InputWidth * geometry.InputChannels;
        int paddedRow = geometry.PaddedWidth * geometry.InputChannels;
        float* source = padded + (geometry.PadTop * paddedRow) + (geometry.PadLeft * geometry.InputChannels);
        for (int y = 0; y < geometry.InputHeight; y++)
        {
            new ReadOnlySpan<float>(source + ((nint)y * paddedRow), row).CopyTo(new(image + (y * row), row));
        }
    }
}
