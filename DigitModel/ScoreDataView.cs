using Microsoft.ML;

namespace MlNetDigits;

/// <summary>Rows with their scores, computed while they are read, several at once.</summary>
internal sealed class ScoreDataView(IDataView input, ScoreSchema schema, DigitScorer scorer) : IDataView
{
    public DataViewSchema Schema => schema.Output;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return new ScoreCursor(
            input.GetRowCursor(schema.DependenciesOf(columns), rand), schema, scorer, columns, DigitScorer.RowsAhead, threads: 0);
    }

    /// <summary>Several cursors that share the rows: each works on the one thread that reads it.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        DataViewRowCursor[] cursors = input.GetRowCursorSet(schema.DependenciesOf(columns), n, rand);
        return cursors.Length == 1
            ? [new ScoreCursor(cursors[0], schema, scorer, columns, DigitScorer.RowsAhead, threads: 0)]
            : Array.ConvertAll(cursors, cursor => new ScoreCursor(cursor, schema, scorer, columns, DigitScorer.GroupSize, threads: 1));
    }
}
