using System.Globalization;
using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Scoring;

/// <summary>
/// An input schema, and the same schema followed by four score columns that are annotated like those of ML.NET's own trainers.
/// </summary>
internal sealed class ScoreSchema
{
    public const string PredictedLabelName = "PredictedLabel";
    public const string ScoreName = "Score";
    public const string DigitScoreName = "DigitScore";
    public const string IsDigitName = "IsDigit";

    private const string SetIdKind = "ScoreColumnSetId";
    private static readonly KeyDataViewType SetIdType = new(typeof(uint), int.MaxValue);
    private static readonly float[] Digits = [.. Enumerable.Range(0, DigitImage.ClassCount).Select(digit => (float)digit)];
    private static readonly ReadOnlyMemory<char>[] Names =
        [.. Digits.Select(digit => digit.ToString(CultureInfo.InvariantCulture).AsMemory())];

    public ScoreSchema(DataViewSchema input, string features, string parameter)
    {
        Input = input;
        Features = RequireFeatures(input, features, parameter);
        Output = AddScores(input);
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public DataViewSchema.Column Features { get; }

    public int PredictedLabel => Input.Count;

    public int Score => Input.Count + 1;

    public int DigitScore => Input.Count + 2;

    public int IsDigit => Input.Count + 3;

    /// <summary>The column to read pixels from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is not a vector of 784 floats.</exception>
    public static DataViewSchema.Column RequireFeatures(DataViewSchema schema, string name, string parameter)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw ColumnError.Missing(parameter, "feature", name);
        return column.Type is VectorDataViewType { Size: DigitImage.PixelCount } type && type.ItemType == NumberDataViewType.Single
            ? column
            : throw ColumnError.WrongType(parameter, "feature", name, PixelReader.ExpectedType, $"{column.Type}");
    }

    /// <summary>The columns that a trainer promises before it has seen a row.</summary>
    /// <remarks>Only ML.NET can make a <see cref="SchemaShape.Column"/>, so they are taken from a mapping that is never run.</remarks>
    public static IEnumerable<SchemaShape.Column> Promise()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Columns));
        Annotate(PredictedLabelName, 1, new DefinitionTarget(definition[PredictedLabelName]));
        Annotate(ScoreName, 1, new DefinitionTarget(definition[ScoreName]));
        return new MLContext().Transforms.CustomMapping<Nothing, Columns>((_, _) => { }, null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([]));
    }

    /// <summary>Whether a column of the output is a score column.</summary>
    public bool IsScore(DataViewSchema.Column column) => column.Index >= Input.Count;

    /// <summary>The columns of the input that are needed for some columns of the output.</summary>
    public IReadOnlyList<DataViewSchema.Column> DependenciesOf(IEnumerable<DataViewSchema.Column> columns)
    {
        SortedSet<int> indices = [.. columns.Select(column => IsScore(column) ? Features.Index : column.Index)];
        return [.. indices.Select(index => Input[index])];
    }

    private static DataViewSchema AddScores(DataViewSchema input)
    {
        uint set = NextSetId(input);
        BuilderTarget predicted = new(), score = new();
        Annotate(PredictedLabelName, set, predicted);
        Annotate(ScoreName, set, score);
        DataViewSchema.Builder builder = new();
        builder.AddColumns(input);
        builder.AddColumn(PredictedLabelName, new KeyDataViewType(typeof(uint), DigitImage.ClassCount), predicted.ToAnnotations());
        builder.AddColumn(ScoreName, new VectorDataViewType(NumberDataViewType.Single, DigitImage.ClassCount), score.ToAnnotations());
        builder.AddColumn(DigitScoreName, NumberDataViewType.Single);
        builder.AddColumn(IsDigitName, BooleanDataViewType.Instance);
        return builder.ToSchema();
    }

    private static void Annotate(string column, uint set, IAnnotationTarget target)
    {
        VectorDataViewType digits = new(NumberDataViewType.Single, Digits.Length);
        if (column == ScoreName)
        {
            target.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, Names.Length), new VBuffer<ReadOnlyMemory<char>>(Names.Length, Names));
            target.Add("TrainingLabelValues", digits, new VBuffer<float>(Digits.Length, Digits));
        }
        else
        {
            target.Add("KeyValues", digits, new VBuffer<float>(Digits.Length, Digits));
        }

        target.Add(SetIdKind, SetIdType, set);
        target.Add("ScoreColumnKind", TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        target.Add("ScoreValueKind", TextDataViewType.Instance, column.AsMemory());
    }

    /// <summary>One more than the highest number of the sets of score columns in the input.</summary>
    private static uint NextSetId(DataViewSchema input)
    {
        uint largest = 0;
        foreach (DataViewSchema.Column column in input)
        {
            if (column.Annotations.Schema.GetColumnOrNull(SetIdKind)?.Type is KeyDataViewType type && type.RawType == typeof(uint))
            {
                uint id = 0;
                column.Annotations.GetValue(SetIdKind, ref id);
                largest = Math.Max(largest, id);
            }
        }

        return largest + 1;
    }

    private interface IAnnotationTarget
    {
        void Add<T>(string kind, DataViewType type, T value);
    }

    private sealed class BuilderTarget : IAnnotationTarget
    {
        private readonly DataViewSchema.Annotations.Builder _builder = new();

        public void Add<T>(string kind, DataViewType type, T value) => _builder.Add(kind, type, (ref T destination) => destination = value);

        public DataViewSchema.Annotations ToAnnotations() => _builder.ToAnnotations();
    }

    private sealed class DefinitionTarget(SchemaDefinition.Column column) : IAnnotationTarget
    {
        public void Add<T>(string kind, DataViewType type, T value) => column.AddAnnotation(kind, value, type);
    }

    private sealed class Nothing;

    private sealed class Columns
    {
        [KeyType(DigitImage.ClassCount)]
        public uint PredictedLabel { get; set; }

        [VectorType(DigitImage.ClassCount)]
        public float[] Score { get; set; } = [];

        public float DigitScore { get; set; }

        public bool IsDigit { get; set; }
    }
}
