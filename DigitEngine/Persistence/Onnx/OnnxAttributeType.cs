namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>AttributeProto.AttributeType</c>; types that no operator here has keep their number.</summary>
internal enum OnnxAttributeType
{
    Undefined = 0,
    Float = 1,
    Int = 2,
    Text = 3,
    Tensor = 4,
    Floats = 6,
    Ints = 7,
    Texts = 8,
}
