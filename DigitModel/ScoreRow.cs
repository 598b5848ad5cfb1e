using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>A row with its scores, computed when they are asked for, once for each position: what ML.NET's prediction engine uses.</summary>
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
    private long _scored = -1;

    public ScoreRow(DataViewRow input, ScoreSchema schema, DigitScorer scorer, IEnumerable<DataViewSchema.Column> active)
    {
        _input = input;
        _schema = schema;
        _scorer = scorer;
        _active = [.. active.Select(column => column.Index)];
        if (_active.Contains(schema.PredictedLabel) || _active.Contains(schema.Score))
            _features = input.GetGetter<VBuffer<float>>(schema.Features);
    }

    public override DataViewSchema Schema => _schema.Output;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ScoreGetters.RequireActive(IsColumnActive(column), column);
        if (!_schema.IsOurs(column))
            return _input.GetGetter<TValue>(_schema.Input[column.Index]);
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

    private ReadOnlySpan<float> Scores()
    {
        if (_scored != Position)
        {
            _features!(ref _row);
            _scorer.ReadPixels(_row, _grey, Position);
            _scorer.Score(_grey, _scores);
            _scored = Position;
        }

        return _scores;
    }
}
