namespace DigitEngine.Persistence;

/// <summary>
/// What an ONNX file doesn't say: how its training images were scaled, and which digits its outputs are for. The graph gets
/// (grey · <see cref="Scale"/> − <see cref="Mean"/>) / <see cref="StandardDeviation"/>, where grey is 0 for paper and 1 for ink.
/// </summary>
public sealed record OnnxImportOptions
{
    /// <summary>The grey value of full ink: 1, or 255 for a network that was trained on bytes. Above 0.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What was subtracted from the scaled grey values, such as 0.1307 in PyTorch's example for MNIST.</summary>
    public double Mean { get; init; }

    /// <summary>What the result was divided by, such as 0.3081. Above 0.</summary>
    public double StandardDeviation { get; init; } = 1;

    /// <summary>Whether the network was trained on dark ink on bright paper; grey is then 1 for paper and 0 for ink.</summary>
    public bool Inverted { get; init; }

    /// <summary>The digit of each output, in the order of the outputs: each of 0 to 9 once, such as <c>1234567890</c>.</summary>
    public string Labels { get; init; } = "0123456789";

    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal void Validate()
    {
        Require(double.IsFinite(Scale) && Scale > 0, nameof(Scale), "a number above 0", Scale);
        Require(double.IsFinite(Mean), nameof(Mean), "a number", Mean);
        Require(
            double.IsFinite(StandardDeviation) && StandardDeviation > 0, nameof(StandardDeviation), "a number above 0", StandardDeviation);
        Require(
            Labels is { Length: 10 } && Labels.Order().SequenceEqual("0123456789"), nameof(Labels), "each digit from 0 to 9 once", Labels);
    }

    private static void Require(bool condition, string name, string expected, object? found)
    {
        if (!condition)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name}: expected {expected} but found {found}"));
        }
    }
}
