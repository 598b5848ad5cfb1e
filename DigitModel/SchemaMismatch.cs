using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>ML.NET's own errors for columns that are missing or of the wrong type: it keeps the methods that make them to itself.</summary>
internal static class SchemaMismatch
{
    public static ArgumentOutOfRangeException Missing(string parameter, string role, string name) =>
        new(parameter, $"Could not find {role} column '{name}'");

    public static ArgumentOutOfRangeException WrongType(string parameter, string role, string name, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}");

    /// <summary>A label column that can't be learnt from; for text, with what to do about it.</summary>
    public static ArgumentOutOfRangeException WrongLabel(string parameter, string name, DataViewType type) => WrongType(
        parameter,
        "label",
        name,
        "a key whose values are the digits 0 to 9, or a number",
        type is TextDataViewType ? $"{type}: make it a key with Conversion.MapValueToKey(..., keyOrdinality: KeyOrdinality.ByValue)" : $"{type}");

    /// <summary>The column to read pixels from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it is no vector of 784 floats.</exception>
    public static DataViewSchema.Column RequireFeatures(DataViewSchema schema, string name, string parameter)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(parameter, "feature", name);
        return column.Type is VectorDataViewType { Size: DigitImage.PixelCount } type && type.ItemType == NumberDataViewType.Single
            ? column
            : throw WrongType(parameter, "feature", name, PixelReader.ExpectedType, $"{column.Type}");
    }
}
