using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Scoring;

/// <summary>Maps rows one at a time.</summary>
internal sealed class ScoreMapper(ScoreSchema schema, DigitScorer scorer) : IRowToRowMapper
{
    public DataViewSchema InputSchema => schema.Input;

    public DataViewSchema OutputSchema => schema.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        schema.DependenciesOf(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Schema == schema.Input
            ? new ScoreRow(input, schema, scorer, activeColumns)
            : throw new ArgumentException("The row has another schema than the mapper was made for.", nameof(input));
    }
}

/// <summary>A row with its scores, computed on demand and once for each position. ML.NET's prediction engine uses it.</summary>
internal sealed class ScoreRow : DataViewRow
{
    private readonly DataViewRow _input;
    private readonly ScoreSchema _schema;
    private readonly DigitScorer _scorer;
    private readonly HashSet<int> _active;
    private readonly ValueGetter<VBuffer<float>>? _features;
    private readonly float[] _grey = new float[DigitImage.PixelCount];
    private readonly float[] _scores = new float[DigitImage.ClassCount];
    private VBuffer<float> _row;
    private float _digitScore;
    private long _scored = -1;

    public ScoreRow(DataViewRow input, ScoreSchema schema, DigitScorer scorer, IEnumerable<DataViewSchema.Column> active)
    {
        _input = input;
        _schema = schema;
        _scorer = scorer;
        _active = [.. active.Select(column => column.Index)];
        if (_active.Any(index => index >= schema.Input.Count))
        {
            _features = input.GetGetter<VBuffer<float>>(schema.Features);
        }
    }

    public override DataViewSchema Schema => _schema.Output;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        DigitScorer.RequireActive(IsColumnActive(column), column);
        return _schema.IsScore(column)
            ? _scorer.GetGetter<TValue>(_schema, column, Scores)
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

    private ReadOnlySpan<float> Scores(out float digitScore)
    {
        if (_scored != Position)
        {
            _features!(ref _row);
            _scorer.ReadPixels(_row, _grey, Position);
            _digitScore = _scorer.Score(_grey, _scores);
            _scored = Position;
        }

        digitScore = _digitScore;
        return _scores;
    }
}
