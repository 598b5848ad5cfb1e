using Microsoft.ML;

namespace MlNetDigits;

/// <summary>An input schema, and the same with the two score columns behind it.</summary>
internal sealed class ScoreSchema
{
    public ScoreSchema(DataViewSchema input, string features, DigitLabels labels, string parameter)
    {
        Input = input;
        Features = SchemaMismatch.RequireFeatures(input, features, parameter);
        Output = ScoreColumns.AddTo(input, labels);
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public DataViewSchema.Column Features { get; }

    public int PredictedLabel => Input.Count;

    public int Score => Input.Count + 1;

    /// <summary>Whether a column is one of the two.</summary>
    public bool IsOurs(DataViewSchema.Column column) => column.Index >= Input.Count;

    /// <summary>The input's columns that some of the output's columns are made of.</summary>
    public IReadOnlyList<DataViewSchema.Column> DependenciesOf(IEnumerable<DataViewSchema.Column> columns)
    {
        SortedSet<int> indices = [.. columns.Select(column => IsOurs(column) ? Features.Index : column.Index)];
        return [.. indices.Select(index => Input[index])];
    }
}
