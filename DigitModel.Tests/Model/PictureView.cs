using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Tests.Model;

/// <summary>Rows of blank pixels with a picture each, whose getter disposes of what it is given, as that of ML.NET's images does.</summary>
internal sealed class PictureView : IDataView
{
    private readonly int _rows;

    public PictureView(int rows)
    {
        _rows = rows;
        DataViewSchema.Builder builder = new();
        builder.AddColumn("PixelValues", new VectorDataViewType(NumberDataViewType.Single, 784));
        builder.AddColumn("Picture", new PictureDataViewType());
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(PictureView view) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)_position, 0);

        public override bool MoveNext() => ++_position < view._rows;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => column.Index == 0
            ? (ValueGetter<TValue>)(object)(ValueGetter<VBuffer<float>>)GetPixels
            : (ValueGetter<TValue>)(object)(ValueGetter<Picture>)GetPicture;

        private void GetPixels(ref VBuffer<float> pixels) => pixels = new(784, new float[784]);

        private void GetPicture(ref Picture picture)
        {
            picture?.Dispose();
            picture = new(_position);
        }
    }
}
