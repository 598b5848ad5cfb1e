using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>Reads the digit of each row from a label column.</summary>
internal static class LabelReader
{
    /// <summary>A label that is missing: NaN, or key 0.</summary>
    public const int Missing = -1;

    /// <summary>A function that gives the digit, or <see cref="Missing"/>, of the row where <paramref name="row"/> stands.</summary>
    public static Func<int> Create(DataViewRow row, DataViewSchema.Column column, DigitLabels labels) =>
        NumberTypes.Run(column.Type.RawType, new ReadNumbers(row, column, labels));

    private sealed class ReadNumbers(DataViewRow row, DataViewSchema.Column column, DigitLabels labels) : INumberTask<Func<int>>
    {
        Func<int> INumberTask<Func<int>>.Run<T>()
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            bool isKey = column.Type is KeyDataViewType;
            return () =>
            {
                T value = default;
                getter(ref value);
                return isKey ? OfKey(ulong.CreateChecked(value)) : OfNumber(double.CreateChecked(value));
            };
        }

        private int OfKey(ulong key) => key == 0 ? Missing : labels.Digits[(int)key - 1];

        private int OfNumber(double number)
        {
            if (double.IsNaN(number))
                return Missing;
            return number >= 0 && number < DigitImage.ClassCount && double.IsInteger(number)
                ? (int)number
                : throw new InvalidOperationException(
                    FormattableString.Invariant($"Column '{column.Name}', row {row.Position}: expected a digit from 0 to 9, found {number}."));
        }
    }
}
