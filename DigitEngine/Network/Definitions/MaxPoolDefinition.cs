using System.Globalization;
using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Max-pooling over windows inside the image. Text: <c>maxpool 2</c>, <c>maxpool 3x2 stride 1</c>.</summary>
/// <param name="WindowHeight">Rows of the window, at least 1.</param>
/// <param name="WindowWidth">Columns of the window, at least 1.</param>
/// <param name="StrideY">Rows from one window to the next.</param>
/// <param name="StrideX">Columns from one window to the next.</param>
public sealed record MaxPoolDefinition(int WindowHeight, int WindowWidth, int StrideY, int StrideX) : LayerDefinition
{
    /// <summary>Square windows beside each other.</summary>
    public MaxPoolDefinition(int window)
        : this(window, window, window, window)
    {
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string window = Pair(WindowHeight, WindowWidth);
        bool beside = StrideY == WindowHeight && StrideX == WindowWidth;
        return beside ? $"maxpool {window}" : $"maxpool {window} stride {Pair(StrideY, StrideX)}";
    }

    internal PoolGeometry Geometry(Shape input) => new()
    {
        InputHeight = input.Height,
        InputWidth = input.Width,
        Channels = input.Channels,
        WindowHeight = WindowHeight,
        WindowWidth = WindowWidth,
        StrideY = StrideY,
        StrideX = StrideX,
    };

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(
            WindowHeight >= 1 && WindowWidth >= 1 && StrideY >= 1 && StrideX >= 1, "window and stride must be at least 1");
        NetworkDefinitionException.Require(
            WindowHeight <= input.Height && WindowWidth <= input.Width, $"the window is larger than its input of {input}");
        PoolGeometry geometry = Geometry(input);
        return new(geometry.OutputHeight, geometry.OutputWidth, input.Channels);
    }

    private static string Pair(int y, int x) =>
        y == x ? y.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{y}x{x}");
}
