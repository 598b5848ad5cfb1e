namespace DigitEngine.Persistence;

/// <summary>One side of a value's shape: a number, or a name where the caller is free to choose.</summary>
internal readonly record struct OnnxDimension(long? Value, string Name = "")
{
    public override string ToString() => Value is long value ? FormattableString.Invariant($"{value}") : Name;
}
