using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>
/// Reads rows ahead, scores them together, and hands them out one by one. The input has moved on by then, so everything that was
/// asked for is kept for each row; it is read once.
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
        bool isScored = columns.Any(schema.IsOurs);
        DataViewSchema.Column[] passed = [.. columns.Where(column => !schema.IsOurs(column)).Select(column => schema.Input[column.Index])];

        // An image, say, belongs to whoever gets it: then the input stays where we are, and its own getters serve.
        int rows = passed.Any(column => typeof(IDisposable).IsAssignableFrom(column.Type.RawType)) ? 1 : rowsAhead;
        if (rows > 1)
        {
            foreach (DataViewSchema.Column column in passed)
                _columns[column.Index] = ColumnBuffer.Create(input, column, rows);
        }

        _ids = new(input.GetIdGetter(), rows);
        _batches = new long[rows];
        if (isScored)
            _features = input.GetGetter<VBuffer<float>>(schema.Features);
        _grey = new float[isScored ? rows * DigitImage.PixelCount : 0];
        _scores = new float[isScored ? rows * DigitImage.ClassCount : 0];
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
        ScoreGetters.RequireActive(IsColumnActive(column), column);
        if (!_schema.IsOurs(column))
        {
            return _columns.TryGetValue(column.Index, out ColumnBuffer? buffer)
                ? buffer.GetGetter<TValue>(Current)
                : _input.GetGetter<TValue>(_schema.Input[column.Index]);
        }

        return column.Index == _schema.Score
            ? ScoreGetters.As<TValue, VBuffer<float>>((ref VBuffer<float> value) => ScoreGetters.Copy(Scores(), ref value))
            : ScoreGetters.As<TValue, uint>((ref uint value) => value = DigitScorer.BestKey(Scores()));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private bool ReadAhead()
    {
        _count = 0;
        while (_count < _batches.Length && _input.MoveNext())
        {
            foreach (ColumnBuffer column in _columns.Values)
                column.Read(_count);
            _ids.Read(_count);
            _batches[_count] = _input.Batch;
            if (_features != null)
            {
                _features(ref _row);
                _scorer.ReadPixels(_row, _grey.AsSpan(_count * DigitImage.PixelCount, DigitImage.PixelCount), _input.Position);
            }

            _count++;
        }

        if (_features != null && _count > 0)
        {
            _scorer.Score(
                _grey.AsMemory(0, _count * DigitImage.PixelCount), _scores.AsMemory(0, _count * DigitImage.ClassCount), _threads);
        }

        _current = 0;
        return _count > 0;
    }

    private ReadOnlySpan<float> Scores() => _scores.AsSpan(Current() * DigitImage.ClassCount, DigitImage.ClassCount);

    private int Current() => _position >= 0
        ? _current
        : throw new InvalidOperationException("The cursor stands on no row: it has not started, or is at its end.");
}
