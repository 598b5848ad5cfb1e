namespace DigitEngine.Kernels;

/// <summary>
/// The floats of one register. Every kernel is written once against this interface. The just-in-time compiler specialises it
/// for each width, so the same source is the 512-bit, the 256-bit, the 128-bit and the scalar path.
/// </summary>
internal unsafe interface ISimd<TSelf>
    where TSelf : unmanaged, ISimd<TSelf>
{
    /// <summary>The number of floats in one register.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of a <see cref="TileKernel"/> whose sums, two registers per row, fit into the register file.</summary>
    static abstract int TileRows { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf value, float* destination);

    static abstract TSelf Add(TSelf left, TSelf right);

    static abstract TSelf Subtract(TSelf left, TSelf right);

    static abstract TSelf Multiply(TSelf left, TSelf right);

    static abstract TSelf Divide(TSelf left, TSelf right);

    static abstract TSelf SquareRoot(TSelf value);

    /// <summary>The larger one. A NaN on the right stays a NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>left · right + addend, fused if the machine can do that.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary><paramref name="value"/> where <paramref name="condition"/> is above zero, 0 elsewhere.</summary>
    static abstract TSelf WherePositive(TSelf condition, TSelf value);

    /// <summary><paramref name="value"/> where left equals right, <paramref name="otherwise"/> elsewhere.</summary>
    static abstract TSelf WhereEqual(TSelf left, TSelf right, TSelf value, TSelf otherwise);
}
