namespace DigitEngine.Kernels;

/// <summary>Work that is written for any width of registers.</summary>
internal interface ILanesTask<TResult>
{
    TResult Run<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>;
}
