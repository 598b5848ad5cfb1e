using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>
/// Digits in memory as ML.NET's rows: <c>Label</c>, a Single from 0 to 9, and <c>PixelValues</c>, a vector of 784 grey values from
/// 0 (paper) to 255 (ink). This library's trainer takes the images as they are, without reading them row by row.
/// </summary>
internal sealed class DigitDataView : IDataView
{
    public const string LabelName = "Label";
    public const string PixelsName = "PixelValues";

    private const int LabelIndex = 0;

    public DigitDataView(DigitDataset digits)
    {
        Digits = digits;
        DataViewSchema.Builder builder = new();
        builder.AddColumn(LabelName, NumberDataViewType.Single);
        builder.AddColumn(PixelsName, new VectorDataViewType(NumberDataViewType.Single, DigitImage.PixelCount));
        Schema = builder.ToSchema();
    }

    public DigitDataset Digits { get; }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => Digits.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded, Order(rand), first: 0, step: 1);

    /// <summary>Cursors that take turns: cursor i has the rows i, i + n, i + 2n, …</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        int[]? order = Order(rand);
        return [.. Enumerable.Range(0, Math.Max(n, 1)).Select(i => new Cursor(this, columns, order, i, Math.Max(n, 1)))];
    }

    private int[]? Order(Random? random)
    {
        if (random is null)
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, Digits.Count)];
        random.Shuffle(order);
        return order;
    }

    private sealed class Cursor(
        DigitDataView view, IEnumerable<DataViewSchema.Column> columns, int[]? order, int first, int step) : DataViewRowCursor
    {
        private readonly HashSet<int> _active = [.. columns.Select(column => column.Index)];
        private long _position = -1;
        private bool _hasEnded;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        // ML.NET puts rows of several cursors back in order by their batches, each of which must come from one cursor.
        public override long Batch => Row();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override bool MoveNext()
        {
            _hasEnded |= first + ((_position + 1) * step) >= view.Digits.Count;
            if (_hasEnded)
            {
                _position = -1;
                return false;
            }

            _position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)Index(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Scoring.DigitScorer.RequireActive(IsColumnActive(column), column);
            return column.Index == LabelIndex
                ? Scoring.DigitScorer.As<TValue, float>((ref float value) => value = view.Digits.Label(Index()))
                : Scoring.DigitScorer.As<TValue, VBuffer<float>>(CopyPixels);
        }

        private void CopyPixels(ref VBuffer<float> value)
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, DigitImage.PixelCount);
            ReadOnlySpan<byte> pixels = view.Digits.Image(Index());
            for (int i = 0; i < pixels.Length; i++)
            {
                editor.Values[i] = pixels[i];
            }

            value = editor.Commit();
        }

        private int Index() => order is null ? Row() : order[Row()];

        private int Row() => _position >= 0
            ? (int)(first + (_position * step))
            : throw new InvalidOperationException("The cursor stands on no row: it has not started, or is at its end.");
    }
}
