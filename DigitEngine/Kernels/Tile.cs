namespace DigitEngine.Kernels;

/// <summary>One tile's operands for <see cref="TileKernel"/>; strides are counted in floats.</summary>
internal unsafe struct Tile
{
    public float* A;
    public nint RowA;
    public nint StepA;
    public nint OuterStrideA;

    public float* B;
    public nint StepB;
    public nint OuterStrideB;

    public float* C;
    public nint RowC;

    /// <summary>What the sums start from, or null for zero: a bias with RowStart 0, C itself to add to it.</summary>
    public float* Start;
    public nint RowStart;

    public int Outer;
    public int Inner;

    /// <summary>Store max(0, sum) instead of the sum.</summary>
    public bool Relu;
}
