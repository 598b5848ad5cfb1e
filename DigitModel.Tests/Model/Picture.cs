namespace MlNetDigits.Tests.Model;

/// <summary>Something in a column that is to be disposed of.</summary>
internal sealed class Picture(long number) : IDisposable
{
    public long Number => number;

    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
