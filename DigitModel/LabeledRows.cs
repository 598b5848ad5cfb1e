using System.Buffers;
using System.Globalization;
using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDigits.Scoring;

namespace MlNetDigits;

/// <summary>ML.NET's rows as the engine's data set. Training takes grey values as bytes, so they are rounded.</summary>
/// <param name="Digits">The labelled rows.</param>
/// <param name="Unlabeled">How many rows had no label.</param>
internal sealed record LabeledRows(DigitDataset Digits, long Unlabeled)
{
    private const int Missing = -1;

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row has no pixels, or a label that is not a digit.</exception>
    public static LabeledRows Read(IDataView data, string label, string features, PixelRange range, CancellationToken cancellation)
    {
        if (data is DigitDataView view && label == DigitDataView.LabelName && features == DigitDataView.PixelsName && range == PixelRange.Grey)
        {
            return new(view.Digits, 0);
        }

        PixelReader reader = new(features, range);
        DataViewSchema.Column pixelColumn = ScoreSchema.RequireFeatures(data.Schema, features, nameof(data));
        DataViewSchema.Column labelColumn = RequireLabel(data.Schema, label, nameof(data));
        ArrayBufferWriter<byte> pixels = new();
        List<byte> digits = [];
        long unlabeled = 0;
        float[] grey = new float[DigitImage.PixelCount];
        VBuffer<float> row = default;
        using DataViewRowCursor cursor = data.GetRowCursor([pixelColumn, labelColumn]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(pixelColumn);
        Func<int> getDigit = DigitGetter(cursor, labelColumn);
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            int digit = getDigit();
            if (digit == Missing)
            {
                unlabeled++;
                continue;
            }

            getFeatures(ref row);
            reader.Read(row, grey, cursor.Position);
            Span<byte> bytes = pixels.GetSpan(grey.Length);
            for (int i = 0; i < grey.Length; i++)
            {
                bytes[i] = (byte)MathF.Round(grey[i]);
            }

            pixels.Advance(grey.Length);
            digits.Add((byte)digit);
        }

        return new(new(new ImageSet(pixels.WrittenSpan.ToArray()), [.. digits]), unlabeled);
    }

    /// <summary>Finds a label column of a type that can be learnt from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is of another type.</exception>
    public static DataViewSchema.Column RequireLabel(DataViewSchema schema, string name, string parameter)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw ColumnError.Missing(parameter, "label", name);
        return column.Type switch
        {
            NumberDataViewType when column.Type == NumberDataViewType.Single => column,
            KeyDataViewType when column.Type.RawType == typeof(uint) => HasDigitsInOrder(column) ? column : throw ColumnError.WrongKeys(parameter, name),
            _ => throw ColumnError.WrongLabel(parameter, name, column.Type),
        };
    }

    private static bool HasDigitsInOrder(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is not VectorDataViewType values)
        {
            return ((KeyDataViewType)column.Type).Count == DigitImage.ClassCount;
        }

        return Type.GetTypeCode(values.ItemType.RawType) switch
        {
            TypeCode.Byte => AreDigits<byte>(column),
            TypeCode.Int32 => AreDigits<int>(column),
            TypeCode.UInt32 => AreDigits<uint>(column),
            TypeCode.Int64 => AreDigits<long>(column),
            TypeCode.Single => AreDigits<float>(column),
            TypeCode.Double => AreDigits<double>(column),
            _ => values.ItemType is TextDataViewType && AreDigits<ReadOnlyMemory<char>>(column),
        };
    }

    private static bool AreDigits<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues()
            .Select(value => string.Create(CultureInfo.InvariantCulture, $"{value}"))
            .SequenceEqual(Enumerable.Range(0, DigitImage.ClassCount).Select(digit => digit.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>A function that gives the digit of the current row, or <see cref="Missing"/> for NaN and key 0.</summary>
    public static Func<int> DigitGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
        {
            ValueGetter<uint> getKey = row.GetGetter<uint>(column);
            return () =>
            {
                uint key = 0;
                getKey(ref key);
                return (int)key - 1;
            };
        }

        ValueGetter<float> getNumber = row.GetGetter<float>(column);
        return () =>
        {
            float number = 0;
            getNumber(ref number);
            return float.IsNaN(number) ? Missing
                : number is >= 0 and < DigitImage.ClassCount && float.IsInteger(number) ? (int)number
                : throw ColumnError.NoDigit(column.Name, row.Position, number);
        };
    }
}
