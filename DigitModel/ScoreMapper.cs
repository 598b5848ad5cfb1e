using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

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
