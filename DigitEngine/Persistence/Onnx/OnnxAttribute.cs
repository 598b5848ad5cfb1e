namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>AttributeProto</c>: a setting of a node. Only the member that <see cref="Type"/> names holds anything.</summary>
internal sealed record OnnxAttribute(string Name, OnnxAttributeType Type)
{
    public float Float { get; init; }

    public long Int { get; init; }

    public string Text { get; init; } = "";

    public IReadOnlyList<long> Ints { get; init; } = [];

    public IReadOnlyList<float> Floats { get; init; } = [];

    public IReadOnlyList<string> Texts { get; init; } = [];

    public OnnxTensor? Tensor { get; init; }

    public static OnnxAttribute Of(string name, float value) => new(name, OnnxAttributeType.Float) { Float = value };

    public static OnnxAttribute Of(string name, long value) => new(name, OnnxAttributeType.Int) { Int = value };

    public static OnnxAttribute Of(string name, params long[] values) => new(name, OnnxAttributeType.Ints) { Ints = values };

    public static OnnxAttribute Of(string name, OnnxTensor value) => new(name, OnnxAttributeType.Tensor) { Tensor = value };

    public static OnnxAttribute Of(string name, params string[] values) => new(name, OnnxAttributeType.Texts) { Texts = values };

    /// <summary>Whether another attribute says the same; attributes that hold tensors never do.</summary>
    public bool IsSame(OnnxAttribute other) =>
        Name == other.Name
        && Type == other.Type
        && Float.Equals(other.Float)
        && Int == other.Int
        && Text == other.Text
        && Ints.SequenceEqual(other.Ints)
        && Floats.SequenceEqual(other.Floats)
        && Tensor is null
        && other.Tensor is null;
}
