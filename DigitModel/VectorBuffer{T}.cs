using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>Vectors, whose memory belongs to whoever holds them.</summary>
internal sealed class VectorBuffer<T>(DataViewRow input, DataViewSchema.Column column, int rows) : ColumnBuffer
{
    private readonly ValueGetter<VBuffer<T>> _input = input.GetGetter<VBuffer<T>>(column);
    private readonly VBuffer<T>[] _values = new VBuffer<T>[rows];

    public override void Read(int place) => _input(ref _values[place]);

    public override ValueGetter<TValue> GetGetter<TValue>(Func<int> current) =>
        ScoreGetters.As<TValue, VBuffer<T>>((ref VBuffer<T> value) => _values[current()].CopyTo(ref value));
}
