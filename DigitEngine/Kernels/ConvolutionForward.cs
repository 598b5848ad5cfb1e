namespace DigitEngine.Kernels;

/// <summary>A convolution by the faster method for its sizes: directly or by <see cref="Winograd"/>'s tiles.</summary>
internal static unsafe class ConvolutionForward
{
    /// <summary>Floats of the packed weights.</summary>
    public static int PackedSize<TSimd>(ConvolutionGeometry geometry)
        where TSimd : unmanaged, ISimd<TSimd> =>
        Winograd.Suits(geometry)
            ? Winograd.PackedSize<TSimd>(geometry)
            : PackedMatrix.SizeOf<TSimd>(geometry.Depth, geometry.OutputChannels);

    /// <summary>Floats of scratch memory that <see cref="Compute"/> needs.</summary>
    public static int ScratchSize(ConvolutionGeometry geometry) => Winograd.Suits(geometry) ? Winograd.ScratchSize(geometry) : 0;

    /// <summary>Packs weights, kernel row × kernel column × input channel × output channel, for <see cref="Compute"/>.</summary>
    public static void Pack<TSimd>(ConvolutionGeometry geometry, float* weights, float* panels)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        if (Winograd.Suits(geometry))
        {
            Winograd.Pack<TSimd>(geometry, weights, panels);
        }
        else
        {
            PackedMatrix.Pack<TSimd>(weights, geometry.OutputChannels, geometry.Depth, geometry.OutputChannels, panels);
        }
    }

    /// <inheritdoc cref="Convolution.Forward"/>
    public static void Compute<TSimd>(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output, float* scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        if (Winograd.Suits(geometry))
        {
            Winograd.Forward<TSimd>(geometry, padded, panels, bias, relu, output, scratch);
        }
        else
        {
            Convolution.Forward<TSimd>(geometry, padded, panels, bias, relu, output);
        }
    }
}
