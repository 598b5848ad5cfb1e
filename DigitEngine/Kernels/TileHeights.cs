using System.Runtime.InteropServices;

namespace DigitEngine.Kernels;

/// <summary>A tile's height in rows, as a type: <see cref="TileKernel"/> is compiled once for each.</summary>
internal interface ITileHeight;

/// <summary>A tile's width in registers, as a type.</summary>
internal interface ITileWidth;

/// <summary>
/// The heights from 1 to 14 as types. The height is the size of its type: <c>sizeof</c> is a constant to the just-in-time
/// compiler as soon as it reads a method, so the code of absent rows is never compiled. A static property would be known too
/// late for that.
/// </summary>
internal static class TileHeights
{
    [StructLayout(LayoutKind.Sequential, Size = 1)]
    public readonly struct H1 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    public readonly struct H2 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 3)]
    public readonly struct H3 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 4)]
    public readonly struct H4 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 5)]
    public readonly struct H5 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 6)]
    public readonly struct H6 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 7)]
    public readonly struct H7 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    public readonly struct H8 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 9)]
    public readonly struct H9 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 10)]
    public readonly struct H10 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 11)]
    public readonly struct H11 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    public readonly struct H12 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 13)]
    public readonly struct H13 : ITileHeight;

    [StructLayout(LayoutKind.Sequential, Size = 14)]
    public readonly struct H14 : ITileHeight;
}

/// <summary>The widths of one and two registers as types, by the same means as <see cref="TileHeights"/>.</summary>
internal static class TileWidths
{
    [StructLayout(LayoutKind.Sequential, Size = 1)]
    public readonly struct W1 : ITileWidth;

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    public readonly struct W2 : ITileWidth;
}
