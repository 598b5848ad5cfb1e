using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDigits.Tests.Model;
using DataKind = Microsoft.ML.Data.DataKind;

namespace MlNetDigits.Tests.Messages;

/// <summary>What is refused in ML.NET's pipelines.</summary>
internal static class MlNetMessages
{
    public static void Collect(MessageList list)
    {
        MLContext context = new(seed: 1);
        CollectColumns(list, context);
        CollectLabels(list, context);
        CollectRows(list, context);
        CollectModels(list, context);
    }

    private static void CollectColumns(MessageList list, MLContext context)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumn("Number", NumberDataViewType.Single);
        builder.AddColumn("Name", TextDataViewType.Instance);
        builder.AddColumn("Half", new VectorDataViewType(NumberDataViewType.Single, 392));
        builder.AddColumn("Bytes", new VectorDataViewType(NumberDataViewType.Byte, 784));
        builder.AddColumn("Open", new VectorDataViewType(NumberDataViewType.Single));
        DataViewSchema schema = builder.ToSchema();
        list.Begin("ML.NET: columns");
        foreach (string column in (string[])["Missing", "Number", "Name", "Half", "Bytes", "Open"])
        {
            list.Add($"features: {column}", () => new DigitCnnTransformer(Samples.Small, column).GetOutputSchema(schema));
        }

        IDataView rows = Samples.View(context, 0, 20);
        list.Add("label: Missing", () => Fit(context, rows, "Missing"));
        foreach (DataKind kind in (DataKind[])[DataKind.Int32, DataKind.String])
        {
            list.Add($"label: {kind}", () => Fit(context, Samples.WithLabels(context, rows, kind, "Typed"), "Typed"));
        }

        IDataView keys = context.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(rows).Transform(rows);
        list.Add("label: a key in another order", () => Fit(context, keys, "Key"));
        list.Add("image: Missing", () => context.Transforms.ExtractDigit("Pixels", "Missing").Fit(rows));
        list.Add("image: Name", () => context.Transforms.ExtractDigit("Pixels", "Name").Fit(rows));
        list.Add("a row without a picture", () => new DigitExtraction().GetMapping()(new(), new()));
    }

    private static void CollectLabels(MessageList list, MLContext context)
    {
        list.Begin("ML.NET: labels");
        foreach (float label in (float[])[10, 2.5f, -1])
        {
            list.Add(FormattableString.Invariant($"{label}"), () =>
            {
                PixelRow[] rows = Samples.Rows(0, 20);
                rows[4].Label = label;
                Fit(context, context.Data.LoadFromEnumerable(rows), "Label");
            });
        }

        ITransformer model = DigitModel.Load(context, Samples.Small);
        list.Add("none to evaluate with", () =>
        {
            PixelRow[] rows = Samples.Rows(0, 3);
            rows[1].Label = float.NaN;
            DigitModel.Evaluate(context, model, context.Data.LoadFromEnumerable(rows));
        });
        list.Add("no rows to evaluate with", () => DigitModel.Evaluate(context, model, context.Data.LoadFromEnumerable(Array.Empty<PixelRow>())));
        list.Add("too few rows to split", () => context.Data.SplitDigits(context.Data.LoadDigits(Samples.Digits(0, 3)), "98/1/1"));
        list.Add("too few rows to hold some back", () => Fit(context, Samples.View(context, 0, 1), "Label"));
        list.Add("no label on any row", () =>
        {
            PixelRow[] rows = Samples.Rows(0, 2);
            rows[0].Label = rows[1].Label = float.NaN;
            Fit(context, context.Data.LoadFromEnumerable(rows), "Label");
        });
    }

    private static void CollectRows(MessageList list, MLContext context)
    {
        list.Begin("ML.NET: pixels");
        foreach ((string input, float pixel, PixelRange range) in ((string, float, PixelRange)[])
        [
            ("256", 256, PixelRange.Grey), ("no number", float.NaN, PixelRange.Grey), ("2 for full ink", 2, PixelRange.Unit),
        ])
        {
            list.Add(input, () =>
            {
                PixelRow[] rows = Samples.Rows(0, 20, scale: 0);
                rows[4].PixelValues[(2 * 28) + 5] = pixel;
                Fit(context, context.Data.LoadFromEnumerable(rows), "Label", new() { PixelRange = range });
            });
        }

        list.Add("783 values", () => DigitModel.CreatePredictEngine(context, DigitModel.Load(context, Samples.Small)).Predict(new() { PixelValues = new float[783] }));
    }

    private static void CollectModels(MessageList list, MLContext context)
    {
        IDataView rows = Samples.View(context, 0, 5);
        ITransformer copied = context.Transforms.CopyColumns("Copy", "PixelValues").Fit(rows);
        list.Begin("ML.NET: models");
        list.Add("a model of other things", () =>
        {
            context.Model.Save(copied, rows.Schema, list.PathOf("other.zip"));
            DigitModel.Load(context, list.PathOf("other.zip"));
        });
        list.Add("a pipeline with steps before", () =>
        {
            context.Model.Save(copied.Append(new DigitCnnTransformer(Samples.Small, "Copy")), rows.Schema, list.PathOf("longer.zip"));
            DigitModel.Load(context, list.PathOf("longer.zip"));
        });
        list.Add("a pipeline without a network", () => DigitModel.GetDigitCnn(copied));
        list.Add("a missing folder", () => DigitModel.Save(context, DigitModel.Load(context, Samples.Small), rows.Schema, list.PathOf("none/m.zip")));
    }

    private static void Fit(MLContext context, IDataView rows, string label, DigitCnnOptions? options = null) =>
        context.MulticlassClassification.Trainers.DigitCnn(label, "PixelValues", options).Fit(rows);
}
