using System.Globalization;
using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>
/// Which digit each key stands for, and what users call it: scores are in the order of the label's keys, as ML.NET's
/// evaluation takes them, and this order need not be 0…9.
/// </summary>
internal abstract class DigitLabels
{
    public const string KeyValues = "KeyValues";

    private protected DigitLabels(IReadOnlyList<int> digits) => Digits = digits;

    /// <summary>The digit of each of ten slots; slot i has key i + 1.</summary>
    public IReadOnlyList<int> Digits { get; }

    /// <summary>The digits in their own order, as numbers of a type.</summary>
    public static DigitLabels InOrder(PrimitiveDataViewType type) => Of(type, null);

    /// <summary>The digits as a label column orders them.</summary>
    /// <param name="label">A number, or a key whose values are digits; a key without values has one for each digit, in order.</param>
    /// <param name="parameter">What an error names.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is neither.</exception>
    public static DigitLabels Of(DataViewSchema.Column label, string parameter)
    {
        if (label.Type is KeyDataViewType key)
        {
            if (label.Annotations.Schema.GetColumnOrNull(KeyValues) is DataViewSchema.Column values
                && values.Type is VectorDataViewType { ItemType: var type }
                && IsSupported(type))
            {
                return Of(type, label.Annotations);
            }

            if (key.Count == DigitImage.ClassCount)
                return InOrder(NumberDataViewType.Single);
        }
        else if (NumberTypes.Contains(label.Type.RawType))
        {
            return InOrder((PrimitiveDataViewType)label.Type);
        }

        throw SchemaMismatch.WrongLabel(parameter, label.Name, label.Type);
    }

    /// <summary>Whether keys may have values of this type.</summary>
    public static bool IsSupported(DataViewType type) => type is TextDataViewType || NumberTypes.Contains(type.RawType);

    /// <summary>Adds what the slots are called.</summary>
    public abstract void AddTo(IAnnotationTarget target, string kind);

    /// <summary>A step that turns digits, as floats, into these keys.</summary>
    public abstract IEstimator<ITransformer> MapFromDigit(MLContext context, string output, string input);

    private static DigitLabels Of(PrimitiveDataViewType type, DataViewSchema.Annotations? annotations) => type is TextDataViewType
        ? Read<ReadOnlyMemory<char>>(type, annotations, ParseText, digit => digit.ToString(CultureInfo.InvariantCulture).AsMemory())
        : NumberTypes.Run(type.RawType, new ReadNumbers(type, annotations));

    private static DigitLabels<T> Read<T>(
        PrimitiveDataViewType type, DataViewSchema.Annotations? annotations, Func<T, int> digitOf, Func<int, T> valueOf)
    {
        VBuffer<T> buffer = default;
        annotations?.GetValue(KeyValues, ref buffer);
        List<T> values = [.. buffer.DenseValues()];
        List<int> digits = [.. values.Select(digitOf)];
        int bad = digits.FindIndex(digit => digit < 0 || digits.IndexOf(digit) != digits.LastIndexOf(digit));
        if (bad >= 0)
        {
            throw new InvalidOperationException(
                $"The label's keys must stand for the digits 0 to 9, each once, but key {bad + 1} stands for '{values[bad]}'.");
        }

        // Digits that no row of the data has come behind its own, so that there are always ten scores.
        foreach (int digit in Enumerable.Range(0, DigitImage.ClassCount).Except(digits).ToArray())
        {
            digits.Add(digit);
            values.Add(valueOf(digit));
        }

        return new(type, digits, [.. values]);
    }

    private static int ParseText(ReadOnlyMemory<char> text) =>
        double.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? DigitOf(number) : -1;

    private static int DigitOf(double number) => number >= 0 && number < DigitImage.ClassCount && double.IsInteger(number) ? (int)number : -1;

    private sealed class ReadNumbers(PrimitiveDataViewType type, DataViewSchema.Annotations? annotations) : INumberTask<DigitLabels>
    {
        DigitLabels INumberTask<DigitLabels>.Run<T>() =>
            Read(type, annotations, value => DigitOf(double.CreateChecked(value)), T.CreateChecked);
    }
}
