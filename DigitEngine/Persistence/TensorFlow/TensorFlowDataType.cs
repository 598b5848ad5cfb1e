namespace DigitEngine.Persistence;

/// <summary>TensorFlow's <c>DataType</c>, as far as it is used here.</summary>
internal enum TensorFlowDataType
{
    Float = 1,
    Int32 = 3,
}
