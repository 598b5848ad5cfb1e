namespace DigitEngine.Kernels;

/// <summary>A number as a type: the run-time compiles a generic method anew for each, with its size as the number.</summary>
internal interface ICount;
