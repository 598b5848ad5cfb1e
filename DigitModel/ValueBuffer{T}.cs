using Microsoft.ML;

namespace MlNetDigits;

/// <summary>Values that are copied by assignment.</summary>
internal sealed class ValueBuffer<T> : ColumnBuffer
{
    private readonly ValueGetter<T> _input;
    private readonly T[] _values;

    public ValueBuffer(DataViewRow input, DataViewSchema.Column column, int rows)
        : this(input.GetGetter<T>(column), rows)
    {
    }

    public ValueBuffer(ValueGetter<T> input, int rows)
    {
        _input = input;
        _values = new T[rows];
    }

    public override void Read(int place) => _input(ref _values[place]);

    public override ValueGetter<TValue> GetGetter<TValue>(Func<int> current) =>
        ScoreGetters.As<TValue, T>((ref T value) => value = _values[current()]);
}
