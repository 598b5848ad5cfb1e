using DigitEngine.Data;
using DigitEngine.Prediction;
using MlNetDigits.WebApi.Answers;

namespace MlNetDigits.WebApi.Explorer;

/// <summary>What one model made of labelled images, by cell of the confusion matrix.</summary>
internal sealed class ExploredImages
{
    private const int GroupSize = 280;

    private readonly LabeledImages _images;
    private readonly float[] _confidence;
    private readonly bool[] _isDigit;
    private readonly int[][] _cells;

    private ExploredImages(LabeledImages images, float[] confidence, bool[] isDigit, int[][] cells)
    {
        _images = images;
        _confidence = confidence;
        _isDigit = isDigit;
        _cells = cells;
    }

    /// <summary>Predicts all images, on one thread: requests come first.</summary>
    /// <param name="images">The images.</param>
    /// <param name="engine">The model.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static ExploredImages Of(LabeledImages images, PredictionEngine engine, Action<int> progress, CancellationToken cancellation)
    {
        DigitDataset data = images.Data;
        float[] confidence = new float[data.Count];
        bool[] isDigit = new bool[data.Count];
        List<int>[] cells = [.. Enumerable.Range(0, DigitImage.ClassCount * DigitImage.ClassCount).Select(_ => new List<int>())];
        byte[] pixels = new byte[GroupSize * DigitImage.PixelCount];
        float[] scores = new float[GroupSize * DigitImage.ClassCount];
        float[] digitScores = new float[GroupSize];
        for (int first = 0; first < data.Count; first += GroupSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(GroupSize, data.Count - first);
            for (int i = 0; i < count; i++)
            {
                data.Image(first + i).CopyTo(pixels.AsSpan(i * DigitImage.PixelCount));
            }

            engine.PredictBatch(
                pixels.AsMemory(0, count * DigitImage.PixelCount),
                scores.AsMemory(0, count * DigitImage.ClassCount),
                digitScores.AsMemory(0, count),
                threads: 1);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> score = scores.AsSpan(i * DigitImage.ClassCount, DigitImage.ClassCount);
                int predicted = BestOf(score);
                confidence[first + i] = score[predicted];
                isDigit[first + i] = digitScores[i] >= engine.DigitThreshold;
                cells[CellOf(data.Label(first + i), predicted)].Add(first + i);
            }

            progress(first + count);
        }

        return new(images, confidence, isDigit, [.. cells.Select(cell => cell.OrderBy(i => confidence[i]).ToArray())]);
    }

    public ExplorerAnswer ToAnswer()
    {
        int[][] counts =
        [
            .. Enumerable.Range(0, DigitImage.ClassCount).Select(actual =>
                Enumerable.Range(0, DigitImage.ClassCount).Select(predicted => _cells[CellOf(actual, predicted)].Length).ToArray()),
        ];
        int right = counts.Select((row, digit) => row[digit]).Sum();
        return new("ready", _images.Note, _images.Source, _images.Data.Count, _images.Data.Count, right, counts);
    }

    /// <summary>Images of one digit that were taken for one digit, the least sure first.</summary>
    public ExplorerImages Images(int actual, int predicted, int skip, int take)
    {
        int[] cell = _cells[CellOf(actual, predicted)];
        return new(cell.Length, [.. cell.Skip(skip).Take(take).Select(ToImage)]);
    }

    private static int BestOf(ReadOnlySpan<float> score)
    {
        int best = 0;
        for (int digit = 1; digit < score.Length; digit++)
        {
            if (score[digit] > score[best])
            {
                best = digit;
            }
        }

        return best;
    }

    private static int CellOf(int actual, int predicted) => (actual * DigitImage.ClassCount) + predicted;

    private ExplorerImage ToImage(int i)
    {
        int[] pixels = new int[DigitImage.PixelCount];
        for (int pixel = 0; pixel < pixels.Length; pixel++)
        {
            pixels[pixel] = _images.Data.Image(i)[pixel];
        }

        return new(_images.Indices[i], _confidence[i], _isDigit[i], pixels);
    }
}
