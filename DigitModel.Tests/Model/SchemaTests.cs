using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Tests.Model;

public class SchemaTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly DigitCnnTransformer _transformer = new(Samples.Model, "PixelValues");

    [Fact]
    public void Columns_AreAnnotatedAsMlNetsOwn()
    {
        IDataView data = WithKeys();
        DataViewSchema own = _context.MulticlassClassification.Trainers.NaiveBayes("Key", "PixelValues").Fit(data).GetOutputSchema(data.Schema);
        DataViewSchema ours = Trainer("Key").Fit(data).GetOutputSchema(data.Schema);
        foreach (string name in (string[])["PredictedLabel", "Score"])
        {
            Assert.Equal(own[name].Type, ours[name].Type);
            DataViewSchema theirs = own[name].Annotations.Schema;
            foreach (DataViewSchema.Column annotation in theirs)
            {
                Assert.Equal(annotation.Type, ours[name].Annotations.Schema[annotation.Name].Type);
                Assert.Equal(Text(own[name], annotation), Text(ours[name], ours[name].Annotations.Schema[annotation.Name]));
            }

            // Ours has one more: digits' names for the scores even if the keys are numbers.
            Assert.Equal(
                theirs.Select(annotation => annotation.Name).Append("SlotNames").Where(kind => kind != "SlotNames" || name == "Score").Distinct().Order(),
                ours[name].Annotations.Schema.Select(annotation => annotation.Name).Order());
        }
    }

    [Fact]
    public void Score_HasTheDigitsAsSlotNames()
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        _transformer.GetOutputSchema(Samples.View(_context, 0, 1).Schema)["Score"].GetSlotNames(ref names);
        Assert.Equal("0 1 2 3 4 5 6 7 8 9", string.Join(' ', names.DenseValues()));
    }

    [Fact]
    public void MapKeyToValue_GivesTheLabelsBack()
    {
        IDataView scored = _transformer.Transform(Samples.View(_context, 0, 200));
        float[] digits = [.. _context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored).GetColumn<float>("PredictedLabel")];
        Assert.Equal(Samples.Rows(0, 200).Select(row => (float)Samples.Engine.Predict(row.PixelValues).PredictedLabel), digits);
    }

    [Fact]
    public void GetOutputSchema_PromisesWhatComes()
    {
        IDataView data = WithKeys();
        DigitCnnTrainer trainer = Trainer("Key");
        SchemaShape promised = trainer.GetOutputSchema(ShapeOf(data));
        DataViewSchema actual = trainer.Fit(data).GetOutputSchema(data.Schema);
        Assert.Equal(actual.Select(column => column.Name).Order(), promised.Select(column => column.Name).Order());
        foreach (string name in (string[])["PredictedLabel", "Score"])
        {
            SchemaShape.Column shape = promised.Single(column => column.Name == name);
            Assert.Equal(name == "PredictedLabel", shape.IsKey);
            Assert.Equal(name == "Score" ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar, shape.Kind);
            Assert.Equal(name == "Score" ? NumberDataViewType.Single : NumberDataViewType.UInt32, shape.ItemType);
            Assert.Equal(
                actual[name].Annotations.Schema.Select(annotation => annotation.Name).Order(), shape.Annotations.Select(annotation => annotation.Name).Order());
        }

        Assert.Equal(NumberDataViewType.Single, promised.Single(column => column.Name == "DigitScore").ItemType);
        Assert.Equal(BooleanDataViewType.Instance, promised.Single(column => column.Name == "IsDigit").ItemType);
        SchemaShape.Column values = promised.Single(column => column.Name == "PredictedLabel").Annotations.Single(annotation => annotation.Name == "KeyValues");
        Assert.Equal(NumberDataViewType.Single, values.ItemType);
    }

    [Fact]
    public void GetOutputSchema_GoesThroughAWholePipeline()
    {
        SchemaShape shape = _context.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(Trainer("Key"))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Digit", "PredictedLabel"))
            .GetOutputSchema(ShapeOf(Samples.View(_context, 0, 1)));
        Assert.Equal(NumberDataViewType.Single, shape.Single(column => column.Name == "Digit").ItemType);
    }

    [Theory]
    [InlineData("Missing", "Could not find feature column 'Missing' (Parameter 'inputSchema')")]
    [InlineData("Label", "Schema mismatch for feature column 'Label': expected Vector<Single, 784>, got Single (Parameter 'inputSchema')")]
    [InlineData("Name", "Schema mismatch for feature column 'Name': expected Vector<Single, 784>, got String (Parameter 'inputSchema')")]
    [InlineData("Half", "Schema mismatch for feature column 'Half': expected Vector<Single, 784>, got Vector<Single, 392> (Parameter 'inputSchema')")]
    [InlineData("Bytes", "Schema mismatch for feature column 'Bytes': expected Vector<Single, 784>, got Vector<Byte, 784> (Parameter 'inputSchema')")]
    [InlineData("Open", "Schema mismatch for feature column 'Open': expected Vector<Single, 784>, got Vector<Single> (Parameter 'inputSchema')")]
    public void Features_OfAnotherType_GiveMlNetsError(string column, string message)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumn("Label", NumberDataViewType.Single);
        builder.AddColumn("Name", TextDataViewType.Instance);
        builder.AddColumn("Half", new VectorDataViewType(NumberDataViewType.Single, 392));
        builder.AddColumn("Bytes", new VectorDataViewType(NumberDataViewType.Byte, 784));
        builder.AddColumn("Open", new VectorDataViewType(NumberDataViewType.Single));
        DataViewSchema schema = builder.ToSchema();
        DigitCnnTransformer transformer = new(Samples.Model, column);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => transformer.GetOutputSchema(schema)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => transformer.GetRowToRowMapper(schema)).Message);
    }

    [Fact]
    public void Promise_ForColumnsOfAnotherType_GivesMlNetsError()
    {
        SchemaShape shape = ShapeOf(Samples.View(_context, 0, 1));
        foreach ((string label, string features) in ((string, string)[])[("Nothing", "PixelValues"), ("Label", "Nothing"), ("Name", "PixelValues"), ("Label", "Number")])
        {
            ArgumentOutOfRangeException theirs = Assert.Throws<ArgumentOutOfRangeException>(
                () => _context.MulticlassClassification.Trainers.NaiveBayes(label, features).GetOutputSchema(shape));
            ArgumentOutOfRangeException ours = Assert.Throws<ArgumentOutOfRangeException>(
                () => _context.MulticlassClassification.Trainers.DigitCnn(label, features).GetOutputSchema(shape));

            // The same words up to the type that is expected.
            int same = theirs.Message.IndexOf("expected", StringComparison.Ordinal);
            same = same < 0 ? theirs.Message.IndexOf('(', StringComparison.Ordinal) : same;
            Assert.StartsWith(theirs.Message[..same], ours.Message, StringComparison.Ordinal);
        }
    }

    private DigitCnnTrainer Trainer(string label) =>
        _context.MulticlassClassification.Trainers.DigitCnn(label, "PixelValues", options: new() { Training = Samples.Training with { Epochs = 1 } });

    private IDataView WithKeys()
    {
        IDataView data = Samples.View(_context, 0, 300);
        return _context.Transforms.Conversion
            .MapValueToKey("Key", "Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data).Transform(data);
    }

    private SchemaShape ShapeOf(IDataView data) => ShapeSpy.ShapeOf(_context, data);

    private static string Text(DataViewSchema.Column column, DataViewSchema.Column annotation)
    {
        if (annotation.Type is VectorDataViewType { ItemType: TextDataViewType })
        {
            VBuffer<ReadOnlyMemory<char>> texts = default;
            column.Annotations.GetValue(annotation.Name, ref texts);
            return string.Join(' ', texts.DenseValues());
        }

        if (annotation.Type is VectorDataViewType)
        {
            VBuffer<float> numbers = default;
            column.Annotations.GetValue(annotation.Name, ref numbers);
            return string.Join(' ', numbers.DenseValues());
        }

        if (annotation.Type is KeyDataViewType)
        {
            uint number = 0;
            column.Annotations.GetValue(annotation.Name, ref number);
            return $"{number}";
        }

        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(annotation.Name, ref text);
        return text.ToString();
    }
}
