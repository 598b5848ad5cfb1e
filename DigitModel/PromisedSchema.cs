using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>What a trainer asks of its input, and promises of its output, before it has seen a row.</summary>
internal static class PromisedSchema
{
    /// <summary>The input's columns, and <c>PredictedLabel</c> and <c>Score</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public static SchemaShape After(SchemaShape input, string features, string label, string parameter)
    {
        SchemaShape.Column pixels = Find(input, features, "feature", parameter);
        if (pixels.Kind != SchemaShape.Column.VectorKind.Vector || pixels.IsKey || pixels.ItemType != NumberDataViewType.Single)
            throw SchemaMismatch.WrongType(parameter, "feature", features, PixelReader.ExpectedType, $"{pixels.Kind} of {pixels.ItemType}");

        PrimitiveDataViewType values = LabelType(Find(input, label, "label", parameter), parameter);
        Dictionary<string, SchemaShape.Column> columns = input.ToDictionary(column => column.Name);
        foreach (SchemaShape.Column column in Output(DigitLabels.InOrder(values)))
            columns[column.Name] = column;
        return new(columns.Values);
    }

    private static SchemaShape.Column Find(SchemaShape input, string name, string role, string parameter)
    {
        foreach (SchemaShape.Column column in input)
        {
            if (column.Name == name)
                return column;
        }

        throw SchemaMismatch.Missing(parameter, role, name);
    }

    /// <summary>The type of what users call digits.</summary>
    private static PrimitiveDataViewType LabelType(SchemaShape.Column label, string parameter)
    {
        if (label.Kind == SchemaShape.Column.VectorKind.Scalar)
        {
            if (label.IsKey)
            {
                return label.Annotations.Where(annotation => annotation.Name == DigitLabels.KeyValues)
                    .Select(annotation => annotation.ItemType as PrimitiveDataViewType)
                    .FirstOrDefault(type => type != null && DigitLabels.IsSupported(type)) ?? NumberDataViewType.Single;
            }

            if (label.ItemType is PrimitiveDataViewType number && NumberTypes.Contains(number.RawType))
                return number;
        }

        throw SchemaMismatch.WrongLabel(parameter, label.Name, label.ItemType);
    }

    /// <summary>
    /// ML.NET lets nobody else describe a column, so a mapping that is never run does it: its output has these columns.
    /// </summary>
    private static SchemaShape Output(DigitLabels labels)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Columns));
        foreach (SchemaDefinition.Column column in definition)
            ScoreColumns.Annotate(new ColumnTarget(column), column.ColumnName, labels, set: 1);
        return new MLContext().Transforms.CustomMapping<Nothing, Columns>((_, _) => { }, null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([]));
    }

    private sealed class Nothing;

    private sealed class Columns
    {
        [KeyType(DigitImage.ClassCount)]
        public uint PredictedLabel { get; set; }

        [VectorType(DigitImage.ClassCount)]
        public float[] Score { get; set; } = [];
    }

    private sealed class ColumnTarget(SchemaDefinition.Column column) : IAnnotationTarget
    {
        public void Add<T>(string kind, DataViewType type, T value) => column.AddAnnotation(kind, value, type);
    }
}
