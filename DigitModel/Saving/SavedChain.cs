using System.Globalization;
using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Saving;

/// <summary>
/// A transformer as steps that ML.NET can save and load by itself. ML.NET saves no state of other libraries' transformers, but
/// a table that maps values does keep its values: the model lies in one, as text.
/// </summary>
/// <remarks>
/// In order: the pixels under a name that the mapping knows; a constant; the constant mapped to the model; the mapping, which
/// gives the digit and ten scores; the scores as one vector, whose slots get the columns' names; the digit mapped to the
/// label's key; and all columns that only this needs dropped.
/// </remarks>
internal static class SavedChain
{
    public const string Pixels = "DigitCnn.Pixels";
    public const string Constant = "DigitCnn.Constant";
    public const string Model = "DigitCnn.Model";
    public const string Digit = "DigitCnn.Digit";

    public static ITransformer Of(DigitCnnTransformer transformer)
    {
        MLContext context = new();
        DigitLabels labels = transformer.Labels;
        string[] scores = [.. labels.Digits.Select(digit => digit.ToString(CultureInfo.InvariantCulture))];
        KeyValuePair<uint, string> model = new(ConstantMapping.Value, SavedModel.Write(transformer));
        return context.Transforms.CopyColumns(Pixels, transformer.FeatureColumnName)
            .Append(context.Transforms.CustomMapping(new ConstantMapping().GetMapping(), ConstantMapping.Contract))
            .Append(context.Transforms.Conversion.MapValue(Model, [model], Constant))
            .Append(context.Transforms.CustomMapping(new ScoreMapping().GetMapping(), ScoreMapping.Contract))
            .Append(labels.MapFromDigit(context, ScoreColumns.PredictedLabel, Digit))
            .Append(context.Transforms.Concatenate(ScoreColumns.Score, scores))
            .Append(context.Transforms.DropColumns([Pixels, Constant, Model, Digit, .. scores]))
            .Fit(NoRows(context, transformer.FeatureColumnName));
    }

    private static IDataView NoRows(MLContext context, string features)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.PixelValues)].ColumnName = features;
        return context.Data.LoadFromEnumerable(Array.Empty<Row>(), definition);
    }

    private sealed class Row
    {
        [VectorType(DigitImage.PixelCount)]
        public float[] PixelValues { get; set; } = [];
    }
}
