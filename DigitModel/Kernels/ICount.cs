namespace DigitModel.Kernels;

/// <summary>A number as a type: the run-time compiles a generic method anew for each, with the number as a constant.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}
