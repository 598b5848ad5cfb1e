using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Scoring;

/// <summary>
/// Errors about columns that are missing or of the wrong type, in ML.NET's own words. ML.NET's methods that make them are internal.
/// </summary>
internal static class ColumnError
{
    private const string ExpectedLabel = "Single, or a key of the digits 0 to 9 in order";

    public static ArgumentOutOfRangeException Missing(string parameter, string role, string name) =>
        new(parameter, $"Could not find {role} column '{name}'");

    public static ArgumentOutOfRangeException WrongType(string parameter, string role, string name, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}");

    /// <summary>A label column of a type that can't be learnt from.</summary>
    public static ArgumentOutOfRangeException WrongLabel(string parameter, string name, DataViewType type) => WrongType(
        parameter, "label", name, ExpectedLabel, $"{type}: convert it with Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single)");

    /// <summary>
    /// A key whose values are not the ten digits in order. <c>Evaluate</c> takes the score at a key's index for that key's score, so
    /// it would confuse the digits without an error.
    /// </summary>
    public static ArgumentOutOfRangeException WrongKeys(string parameter, string name) => WrongType(
        parameter,
        "label",
        name,
        ExpectedLabel,
        "a key of other values or in another order: Score[d] belongs to digit d. Leave out MapValueToKey: the trainer takes the number itself");

    /// <summary>A label that is neither a digit nor missing.</summary>
    public static InvalidOperationException NoDigit(string column, long row, float value) => new(
        FormattableString.Invariant($"Column '{column}', row {row}: expected a digit from 0 to {DigitImage.ClassCount - 1}, found {value}."));
}
