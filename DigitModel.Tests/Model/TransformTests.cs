using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDigits.Scoring;

namespace MlNetDigits.Tests.Model;

public class TransformTests
{
    // More than a cursor reads ahead, and no multiple of it.
    private const int Count = 531;

    private readonly MLContext _context = new();
    private readonly DigitCnnTransformer _transformer = new(Samples.Model, "PixelValues");

    [Fact]
    public void Transform_GivesTheEnginesBits_RowByRow()
    {
        PixelPrediction[] predictions = Samples.Predictions(_context, _transformer.Transform(Samples.View(_context, 0, Count)));
        float[][] scores = Samples.EngineScores(Samples.Engine, 0, Count);
        Samples.RequireSameBits(scores, predictions);
        Assert.Equal(scores.Select(row => row.IndexOf(row.Max()) + 1), predictions.Select(row => (int)row.PredictedLabel));
    }

    [Fact]
    public void Transform_TellsHowMuchEachRowLooksLikeADigit()
    {
        PixelRow[] rows = Samples.Rows(0, 40);
        rows[7].PixelValues = new float[784];
        PixelPrediction[] predictions = Samples.Predictions(_context, _transformer.Transform(_context.Data.LoadFromEnumerable(rows)));
        DigitEngine.Prediction.ModelOutput[] expected = [.. rows.Select(row => Samples.Engine.Predict(row.PixelValues))];
        Assert.Equal(expected.Select(output => output.DigitScore), predictions.Select(output => output.DigitScore));
        Assert.Equal(expected.Select(output => output.IsDigit), predictions.Select(output => output.IsDigit));
        Assert.False(predictions[7].IsDigit);
        Assert.True(predictions[0].IsDigit);
    }

    [Fact]
    public void PredictionEngine_GivesTheEnginesBits()
    {
        PredictionEngine<PixelRow, PixelPrediction> engine = _context.Model.CreatePredictionEngine<PixelRow, PixelPrediction>(_transformer);
        Samples.RequireSameBits(Samples.EngineScores(Samples.Engine, 0, 50), Samples.Rows(0, 50).Select(engine.Predict));
    }

    [Fact]
    public void Transform_GivesTheSameBits_WhenPixelsAreFrom0To1()
    {
        IDataView unit = _context.Data.LoadFromEnumerable(Samples.Rows(0, 60, 1f / 255));
        DigitCnnTransformer transformer = new(Samples.Model, "PixelValues", PixelRange.Unit);
        float[][] expected = [.. Samples.Rows(0, 60, 1f / 255).Select(row => Samples.Engine.Predict(Array.ConvertAll(row.PixelValues, x => x * 255)).Score)];
        Samples.RequireSameBits(expected, Samples.Predictions(_context, transformer.Transform(unit)));
        Samples.RequireSameBits(Samples.EngineScores(Samples.Engine, 0, 60), Samples.Predictions(_context, transformer.Transform(_context.Data.LoadFromEnumerable(
            Samples.Rows(0, 60).Select(row => new PixelRow { PixelValues = Array.ConvertAll(row.PixelValues, x => x / 255) })))));
    }

    [Fact]
    public void Transform_LeavesTheOtherColumnsInTheirRows()
    {
        IDataView scored = _transformer.Transform(Samples.View(_context, 100, Count));
        Assert.Equal(Samples.Rows(100, Count).Select(row => (row.Number, row.Name)), Samples.Predictions(_context, scored).Select(row => (row.Number, row.Name)));
        Assert.Equal(Samples.Rows(100, Count).Select(row => row.PixelValues), scored.GetColumn<float[]>("PixelValues"));
    }

    [Theory]
    [InlineData("Score")]
    [InlineData("PredictedLabel")]
    [InlineData("Number")]
    [InlineData("Score,Number")]
    [InlineData("PixelValues,PredictedLabel")]
    [InlineData("IsDigit")]
    [InlineData("DigitScore,IsDigit")]
    [InlineData("")]
    public void Cursor_GivesTheColumnsAskedFor_AndNoOther(string names)
    {
        IDataView scored = _transformer.Transform(Samples.View(_context, 0, Count));
        DataViewSchema.Column[] asked = [.. scored.Schema.Where(column => names.Split(',').Contains(column.Name))];
        using DataViewRowCursor cursor = scored.GetRowCursor(asked);
        long rows = 0;
        while (cursor.MoveNext())
        {
            Assert.Equal(rows, cursor.Position);
            rows++;
        }

        Assert.Equal(Count, rows);
        foreach (DataViewSchema.Column column in scored.Schema)
        {
            Assert.Equal(asked.Contains(column), cursor.IsColumnActive(column));
            if (!asked.Contains(column) && column.Name == "Number")
            {
                Assert.Throws<ArgumentException>(() => cursor.GetGetter<int>(column));
            }
        }
    }

    [Fact]
    public void Cursor_NeedsNoPixels_WhenNoScoreIsAskedFor()
    {
        PixelRow[] rows = Samples.Rows(0, 3);
        rows[1].PixelValues[5] = 300;
        IDataView scored = _transformer.Transform(_context.Data.LoadFromEnumerable(rows));
        Assert.Equal([0, 1, 2], scored.GetColumn<int>("Number"));
        Assert.Throws<InvalidOperationException>(() => scored.GetColumn<uint>("PredictedLabel").ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void CursorSet_SharesTheRows(int cursors)
    {
        // Only a cached view gives more than one cursor.
        IDataView cached = _context.Data.Cache(Samples.View(_context, 0, Count));
        using (DataViewRowCursor all = cached.GetRowCursor(cached.Schema))
        {
            while (all.MoveNext())
            {
            }
        }

        IDataView scored = _transformer.Transform(cached);
        DataViewRowCursor[] set = scored.GetRowCursorSet(scored.Schema, cursors);
        SortedDictionary<int, float[]> found = [];
        foreach (DataViewRowCursor cursor in set)
        {
            ValueGetter<int> number = cursor.GetGetter<int>(scored.Schema["Number"]);
            ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
            while (cursor.MoveNext())
            {
                int key = 0;
                VBuffer<float> value = default;
                number(ref key);
                score(ref value);
                found.Add(key, [.. value.DenseValues()]);
            }

            cursor.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, Count), found.Keys);
        Assert.Equal(Samples.EngineScores(Samples.Engine, 0, Count), found.Values);
    }

    [Fact]
    public void Transform_KeepsScoresWithTheirRows_WhenRowsAreShuffled()
    {
        IDataView scored = _context.Data.ShuffleRows(_transformer.Transform(_context.Data.Cache(Samples.View(_context, 0, Count))), seed: 3);
        PixelPrediction[] predictions = Samples.Predictions(_context, scored);
        Assert.NotEqual(Enumerable.Range(0, Count), predictions.Select(row => row.Number));
        Samples.RequireSameBits(Samples.EngineScores(Samples.Engine, 0, Count), predictions.OrderBy(row => row.Number));
    }

    [Fact]
    public void Cursor_Refuses_BeforeItStartsAndAfterItsEnd()
    {
        IDataView scored = _transformer.Transform(Samples.View(_context, 0, 2));
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<uint> getter = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        uint value = 0;
        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
        while (cursor.MoveNext())
        {
            getter(ref value);
        }

        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["PredictedLabel"]));
    }

    /// <summary>As ML.NET's images are: the getter disposes of what it is given, the caller of what it got.</summary>
    [Fact]
    public void Cursor_LeavesValuesThatAreDisposedOf_ToWhoeverGetsThem()
    {
        int rows = (2 * DigitScorer.RowsAhead) + 3;
        IDataView scored = _transformer.Transform(new PictureView(rows));
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<Picture> getter = cursor.GetGetter<Picture>(scored.Schema["Picture"]);
        ValueGetter<uint> key = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        List<Picture> pictures = [];
        uint predicted = 0;
        while (cursor.MoveNext())
        {
            Picture picture = null!;
            getter(ref picture);
            key(ref predicted);
            pictures.Add(picture);
        }

        Assert.Equal(Enumerable.Range(0, rows).Select(row => (long)row), pictures.Select(picture => picture.Number));
        Assert.DoesNotContain(pictures, picture => picture.IsDisposed);
    }

    [Fact]
    public void Transform_TakesPixelsAsRowsAndColumns()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(PixelRow));
        definition["PixelValues"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 28, 28);
        IDataView squares = _context.Data.LoadFromEnumerable(Samples.Rows(0, 5), definition);
        Samples.RequireSameBits(Samples.EngineScores(Samples.Engine, 0, 5), Samples.Predictions(_context, _transformer.Transform(squares)));
    }

    [Fact]
    public void Transform_TakesSparseVectors()
    {
        IDataView sparse = _context.Transforms.ReplaceMissingValues("PixelValues").Fit(Samples.View(_context, 0, 5)).Transform(Samples.View(_context, 0, 5));
        Samples.RequireSameBits(Samples.EngineScores(Samples.Engine, 0, 5), Samples.Predictions(_context, _transformer.Transform(sparse)));
        VBuffer<float> one = new(784, 1, [255f], [400]);
        float[] grey = new float[784];
        new PixelReader("PixelValues", PixelRange.Grey).Read(one, grey, 0);
        Assert.Equal(255, grey[400]);
        Assert.Equal(255, grey.Sum());
    }
}
