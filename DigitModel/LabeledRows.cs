using System.Buffers;
using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>Rows of ML.NET as our data set: training takes grey values as bytes, so they are rounded.</summary>
/// <param name="Digits">The labelled rows.</param>
/// <param name="Unlabeled">How many rows had no label.</param>
internal sealed record LabeledRows(DigitDataset Digits, long Unlabeled)
{
    public static LabeledRows Read(
        IDataView data,
        PixelReader reader,
        DataViewSchema.Column features,
        DataViewSchema.Column label,
        DigitLabels labels,
        CancellationToken cancellation)
    {
        ArrayBufferWriter<byte> pixels = new();
        List<byte> digits = [];
        long unlabeled = 0;
        float[] grey = new float[DigitImage.PixelCount];
        VBuffer<float> row = default;
        using DataViewRowCursor cursor = data.GetRowCursor([features, label]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        Func<int> getDigit = LabelReader.Create(cursor, label, labels);
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            int digit = getDigit();
            if (digit == LabelReader.Missing)
            {
                unlabeled++;
                continue;
            }

            getFeatures(ref row);
            reader.Read(row, grey, cursor.Position);
            Span<byte> bytes = pixels.GetSpan(grey.Length);
            for (int i = 0; i < grey.Length; i++)
                bytes[i] = (byte)MathF.Round(grey[i]);
            pixels.Advance(grey.Length);
            digits.Add((byte)digit);
        }

        return new(new(new ImageSet(pixels.WrittenSpan.ToArray()), [.. digits]), unlabeled);
    }
}
