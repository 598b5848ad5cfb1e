namespace DigitEngine.Kernels;

/// <summary>A convolution in whichever of the two ways is faster for its sizes: directly, or by Winograd's tiles.</summary>
internal static unsafe class ConvolutionForward
{
    /// <summary>Floats that the packed weights take.</summary>
    public static int PanelsSize<TLanes>(ConvolutionGeometry geometry)
        where TLanes : unmanaged, ILanes<TLanes> =>
        Winograd.Suits(geometry)
            ? Winograd.PanelsSize<TLanes>(geometry)
            : Panels.SizeOf<TLanes>(geometry.Depth, geometry.OutputChannels);

    /// <summary>Floats of scratch that <see cref="Compute"/> needs.</summary>
    public static int ScratchSize(ConvolutionGeometry geometry) => Winograd.Suits(geometry) ? Winograd.ScratchSize(geometry) : 0;

    /// <summary>Packs weights (kernel row, kernel column, input channel, output channel) for <see cref="Compute"/>.</summary>
    public static void Pack<TLanes>(ConvolutionGeometry geometry, float* weights, float* panels)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (Winograd.Suits(geometry))
        {
            Winograd.Pack<TLanes>(geometry, weights, panels);
        }
        else
        {
            Panels.Pack<TLanes>(weights, geometry.OutputChannels, geometry.Depth, geometry.OutputChannels, panels);
        }
    }

    /// <inheritdoc cref="Convolution.Forward"/>
    public static void Compute<TLanes>(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (Winograd.Suits(geometry))
        {
            Winograd.Forward<TLanes>(geometry, padded, panels, bias, relu, output, scratch);
        }
        else
        {
            Convolution.Forward<TLanes>(geometry, padded, panels, bias, relu, output);
        }
    }
}
