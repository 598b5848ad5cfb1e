using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Scoring;

/// <summary>Rows with their scores, which are computed as the rows are read, several at once.</summary>
internal sealed class ScoreDataView(IDataView input, ScoreSchema schema, DigitScorer scorer) : IDataView
{
    public DataViewSchema Schema => schema.Output;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return new ScoreCursor(
            input.GetRowCursor(schema.DependenciesOf(columns), rand), schema, scorer, columns, DigitScorer.RowsAhead, scorer.Threads);
    }

    /// <summary>Several cursors that share the rows. Each computes on the thread that reads it.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        DataViewRowCursor[] cursors = input.GetRowCursorSet(schema.DependenciesOf(columns), n, rand);
        return cursors.Length == 1
            ? [new ScoreCursor(cursors[0], schema, scorer, columns, DigitScorer.RowsAhead, scorer.Threads)]
            : Array.ConvertAll(cursors, cursor => new ScoreCursor(cursor, schema, scorer, columns, DigitScorer.GroupSize, threads: 1));
    }
}

/// <summary>
/// Reads rows ahead, scores them together, and returns them one by one. By then the input has moved on, so the values that were
/// asked for are kept for each row.
/// </summary>
internal sealed class ScoreCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _input;
    private readonly ScoreSchema _schema;
    private readonly DigitScorer _scorer;
    private readonly int _threads;
    private readonly HashSet<int> _active;
    private readonly SortedDictionary<int, ColumnBuffer> _columns = [];
    private readonly ValueBuffer<DataViewRowId> _ids;
    private readonly long[] _batches;
    private readonly ValueGetter<VBuffer<float>>? _features;
    private readonly float[] _grey;
    private readonly float[] _scores;
    private readonly float[] _digitScores;
    private VBuffer<float> _row;
    private int _count;
    private int _current = -1;
    private long _position = -1;

    public ScoreCursor(
        DataViewRowCursor input, ScoreSchema schema, DigitScorer scorer, IReadOnlyList<DataViewSchema.Column> columns, int rowsAhead, int threads)
    {
        _input = input;
        _schema = schema;
        _scorer = scorer;
        _threads = threads;
        _active = [.. columns.Select(column => column.Index)];
        bool isScored = columns.Any(schema.IsScore);
        DataViewSchema.Column[] passed = [.. columns.Where(column => !schema.IsScore(column)).Select(column => schema.Input[column.Index])];

        // The caller disposes of some values, such as images, so they can't be kept. Then nothing is read ahead, and the input's own
        // getters are used.
        int rows = passed.Any(column => typeof(IDisposable).IsAssignableFrom(column.Type.RawType)) ? 1 : rowsAhead;
        if (rows > 1)
        {
            foreach (DataViewSchema.Column column in passed)
            {
                _columns[column.Index] = ColumnBuffer.Create(input, column, rows);
            }
        }

        _ids = new(input.GetIdGetter(), rows);
        _batches = new long[rows];
        if (isScored)
        {
            _features = input.GetGetter<VBuffer<float>>(schema.Features);
        }

        _grey = new float[isScored ? rows * DigitImage.PixelCount : 0];
        _scores = new float[isScored ? rows * DigitImage.ClassCount : 0];
        _digitScores = new float[isScored ? rows : 0];
    }

    public override DataViewSchema Schema => _schema.Output;

    public override long Position => _position;

    public override long Batch => _batches[Current()];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _ids.GetGetter<DataViewRowId>(Current);

    public override bool MoveNext()
    {
        if (++_current >= _count && !ReadAhead())
        {
            _current = -1;
            _position = -1;
            return false;
        }

        _position++;
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        DigitScorer.RequireActive(IsColumnActive(column), column);
        if (_schema.IsScore(column))
        {
            return _scorer.GetGetter<TValue>(_schema, column, Scores);
        }

        return _columns.TryGetValue(column.Index, out ColumnBuffer? buffer)
            ? buffer.GetGetter<TValue>(Current)
            : _input.GetGetter<TValue>(_schema.Input[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool ReadAhead()
    {
        _count = 0;
        while (_count < _batches.Length && _input.MoveNext())
        {
            foreach (ColumnBuffer column in _columns.Values)
            {
                column.Read(_count);
            }

            _ids.Read(_count);
            _batches[_count] = _input.Batch;
            if (_features is not null)
            {
                _features(ref _row);
                _scorer.ReadPixels(_row, _grey.AsSpan(_count * DigitImage.PixelCount, DigitImage.PixelCount), _input.Position);
            }

            _count++;
        }

        if (_features is not null && _count > 0)
        {
            _scorer.Score(
                _grey.AsMemory(0, _count * DigitImage.PixelCount),
                _scores.AsMemory(0, _count * DigitImage.ClassCount),
                _digitScores.AsMemory(0, _count),
                _threads);
        }

        _current = 0;
        return _count > 0;
    }

    private ReadOnlySpan<float> Scores(out float digitScore)
    {
        int current = Current();
        digitScore = _digitScores[current];
        return _scores.AsSpan(current * DigitImage.ClassCount, DigitImage.ClassCount);
    }

    private int Current() => _position >= 0
        ? _current
        : throw new InvalidOperationException("The cursor stands on no row: it has not started, or is at its end.");

    /// <summary>A column's values in the rows that the cursor has read ahead.</summary>
    private abstract class ColumnBuffer
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

        /// <summary>Keeps the value of the input's current row.</summary>
        public abstract void Read(int place);

        /// <summary>A getter for the row at the index that <paramref name="current"/> gives.</summary>
        public abstract ValueGetter<TValue> GetGetter<TValue>(Func<int> current);
    }

    /// <summary>Values that are copied by assignment.</summary>
    private sealed class ValueBuffer<T> : ColumnBuffer
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
            DigitScorer.As<TValue, T>((ref T value) => value = _values[current()]);
    }

    /// <summary>Vectors, which are copied so that no two owners share memory.</summary>
    private sealed class VectorBuffer<T>(DataViewRow input, DataViewSchema.Column column, int rows) : ColumnBuffer
    {
        private readonly ValueGetter<VBuffer<T>> _input = input.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] _values = new VBuffer<T>[rows];

        public override void Read(int place) => _input(ref _values[place]);

        public override ValueGetter<TValue> GetGetter<TValue>(Func<int> current) =>
            DigitScorer.As<TValue, VBuffer<T>>((ref VBuffer<T> value) => _values[current()].CopyTo(ref value));
    }
}
