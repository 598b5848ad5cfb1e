using System.Runtime.InteropServices;

namespace DigitEngine.Kernels;

/// <summary>
/// The numbers from 1 to 14 as types. A number is its type's size, because <c>sizeof</c> is a constant to the run-time as
/// soon as it reads a method: what the number rules out is never compiled, which a property's value would not achieve.
/// </summary>
internal static class Counts
{
    [StructLayout(LayoutKind.Sequential, Size = 1)]
    public readonly struct N1 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    public readonly struct N2 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 3)]
    public readonly struct N3 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 4)]
    public readonly struct N4 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 5)]
    public readonly struct N5 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 6)]
    public readonly struct N6 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 7)]
    public readonly struct N7 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    public readonly struct N8 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 9)]
    public readonly struct N9 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 10)]
    public readonly struct N10 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 11)]
    public readonly struct N11 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    public readonly struct N12 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 13)]
    public readonly struct N13 : ICount;

    [StructLayout(LayoutKind.Sequential, Size = 14)]
    public readonly struct N14 : ICount;
}
