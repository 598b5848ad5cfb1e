using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>A column's values in the rows that a cursor has read ahead.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>A buffer for a column of any type.</summary>
    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column, int rows)
    {
        Type raw = column.Type.RawType;
        Type buffer = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorBuffer<>).MakeGenericType(raw.GenericTypeArguments[0])
            : typeof(ValueBuffer<>).MakeGenericType(raw);
        return (ColumnBuffer)Activator.CreateInstance(buffer, input, column, rows)!;
    }

    /// <summary>Keeps the value of the row where the input stands.</summary>
    public abstract void Read(int place);

    /// <summary>A getter for the row at the place that <paramref name="current"/> names.</summary>
    public abstract ValueGetter<TValue> GetGetter<TValue>(Func<int> current);
}
