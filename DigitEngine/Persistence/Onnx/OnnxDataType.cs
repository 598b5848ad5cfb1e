namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>TensorProto.DataType</c>; types that are not used here keep their number.</summary>
internal enum OnnxDataType
{
    Undefined = 0,
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
}
