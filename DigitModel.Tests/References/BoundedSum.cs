namespace MlNetDigits.Tests.References;

/// <summary>
/// A sum of products in <c>double</c> that knows how far a sum in <c>float</c> may be from it: n terms, added in any
/// order, with or without fused multiplication, err by at most 2·n·2⁻²⁴·Σ|aᵢbᵢ|.
/// </summary>
internal readonly record struct BoundedSum(double Value, double Magnitude, int Terms)
{
    public double Tolerance => 2.0 * Terms * Math.ScaleB(1, -24) * Magnitude;

    public BoundedSum Plus(double product) => new(Value + product, Magnitude + Math.Abs(product), Terms + 1);

    /// <summary>max(0, x) brings two numbers no further apart, so the bound stays.</summary>
    public BoundedSum Rectified() => this with { Value = Math.Max(0, Value) };
}
