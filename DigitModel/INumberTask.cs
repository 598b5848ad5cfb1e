using System.Numerics;

namespace MlNetDigits;

/// <summary>Something to do for the type of number that a column turns out to have.</summary>
internal interface INumberTask<out TResult>
{
    TResult Run<T>()
        where T : unmanaged, INumber<T>;
}
