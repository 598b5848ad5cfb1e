using DigitEngine.Network;

namespace MlNetDigits.Tests.Network;

public class PaddingTests
{
    // Size, kernel, stride; zeros before and after, output: TensorFlow's figures, an odd zero behind.
    [Theory]
    [InlineData(28, 3, 1, 1, 1, 28)]
    [InlineData(28, 5, 1, 2, 2, 28)]
    [InlineData(28, 2, 1, 0, 1, 28)]
    [InlineData(28, 4, 1, 1, 2, 28)]
    [InlineData(28, 1, 1, 0, 0, 28)]
    [InlineData(28, 3, 2, 0, 1, 14)]
    [InlineData(27, 3, 2, 1, 1, 14)]
    [InlineData(28, 2, 2, 0, 0, 14)]
    [InlineData(27, 2, 2, 0, 1, 14)]
    [InlineData(28, 5, 3, 2, 2, 10)]
    [InlineData(7, 1, 3, 0, 0, 3)]
    [InlineData(3, 7, 1, 3, 3, 3)]
    public void Same_MakesTheOutputTheInputOverTheStride(int size, int kernel, int stride, int before, int after, int output)
    {
        Assert.Equal((before, after), Padding.Same.Along(size, kernel, stride, 0));

        ConvolutionDefinition rows = new(1, kernel, 1) { StrideY = stride, Padding = Padding.Same };
        Assert.Equal(new(output, 5, 1), rows.OutputFor(new(size, 5, 2)));
        Assert.Equal((before, after, 0, 0), Sides(rows, new(size, 5, 2)));

        ConvolutionDefinition columns = new(1, 1, kernel) { StrideX = stride, Padding = Padding.Same };
        Assert.Equal(new(5, output, 1), columns.OutputFor(new(5, size, 2)));
        Assert.Equal((0, 0, before, after), Sides(columns, new(5, size, 2)));
    }

    [Fact]
    public void Of_PadsBothSides_AndValidPadsNone()
    {
        ConvolutionDefinition layer = new(1, 3, 4) { Padding = Padding.Of(1, 2) };
        Assert.Equal((1, 1, 2, 2), Sides(layer, new(9, 8, 1)));
        Assert.Equal(new(9, 9, 1), layer.OutputFor(new(9, 8, 1)));
        Assert.Equal((0, 0, 0, 0), Sides(layer with { Padding = Padding.Valid }, new(9, 8, 1)));
        Assert.Equal(Padding.Valid, Padding.Of(0, 0));
    }

    [Fact]
    public void Of_RefusesNegativeNumbers()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Padding.Of(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Padding.Of(0, -1));
    }

    private static (int Top, int Bottom, int Left, int Right) Sides(ConvolutionDefinition layer, Shape input)
    {
        DigitEngine.Kernels.ConvolutionGeometry geometry = layer.Geometry(input);
        return (geometry.PadTop, geometry.PadBottom, geometry.PadLeft, geometry.PadRight);
    }
}
