using System.Globalization;
using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A two-dimensional convolution with a bias for each filter. Text: <c>conv 32 3x3 stride 2 same relu</c>.</summary>
/// <param name="Filters">Output channels, at least 1.</param>
/// <param name="KernelHeight">Rows of the kernel, at least 1.</param>
/// <param name="KernelWidth">Columns of the kernel, at least 1.</param>
public sealed record ConvolutionDefinition(int Filters, int KernelHeight, int KernelWidth) : LayerDefinition
{
    /// <summary>Rows from one output row to the next.</summary>
    public int StrideY { get; init; } = 1;

    /// <summary>Columns from one output column to the next.</summary>
    public int StrideX { get; init; } = 1;

    /// <summary>Zeros around the input; explicit padding must be smaller than the kernel.</summary>
    public Padding Padding { get; init; }

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"conv {Filters} {KernelHeight}x{KernelWidth}{StrideText()}{PaddingText()}{(Relu ? " relu" : "")}");

    internal ConvolutionGeometry Geometry(Shape input)
    {
        (int top, int bottom) = Padding.Along(input.Height, KernelHeight, StrideY, Padding.Height);
        (int left, int right) = Padding.Along(input.Width, KernelWidth, StrideX, Padding.Width);
        return new()
        {
            InputHeight = input.Height,
            InputWidth = input.Width,
            InputChannels = input.Channels,
            OutputChannels = Filters,
            KernelHeight = KernelHeight,
            KernelWidth = KernelWidth,
            StrideY = StrideY,
            StrideX = StrideX,
            PadTop = top,
            PadBottom = bottom,
            PadLeft = left,
            PadRight = right,
        };
    }

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(Filters is >= 1 and <= 4096, "filters must be 1 to 4096");
        NetworkDefinitionException.Require(
            KernelHeight is >= 1 and <= 64 && KernelWidth is >= 1 and <= 64, "kernel sides must be 1 to 64");
        NetworkDefinitionException.Require(StrideY is >= 1 and <= 64 && StrideX is >= 1 and <= 64, "strides must be 1 to 64");
        NetworkDefinitionException.Require(
            Padding.Height < KernelHeight && Padding.Width < KernelWidth, "padding must be smaller than the kernel");
        ConvolutionGeometry geometry = Geometry(input);
        NetworkDefinitionException.Require(
            geometry.PaddedHeight >= KernelHeight && geometry.PaddedWidth >= KernelWidth,
            $"the kernel is larger than its input of {input}");
        return new(geometry.OutputHeight, geometry.OutputWidth, Filters);
    }

    internal override long ParametersFor(Shape input) => ((long)KernelHeight * KernelWidth * input.Channels * Filters) + Filters;

    private string StrideText() =>
        (StrideY, StrideX) switch
        {
            (1, 1) => "",
            (int y, int x) when y == x => string.Create(CultureInfo.InvariantCulture, $" stride {y}"),
            (int y, int x) => string.Create(CultureInfo.InvariantCulture, $" stride {y}x{x}"),
        };

    private string PaddingText() =>
        Padding switch
        {
            { IsSame: true } => " same",
            { Height: 0, Width: 0 } => "",
            { Height: int y, Width: int x } when y == x => string.Create(CultureInfo.InvariantCulture, $" pad {y}"),
            { Height: int y, Width: int x } => string.Create(CultureInfo.InvariantCulture, $" pad {y}x{x}"),
        };
}
