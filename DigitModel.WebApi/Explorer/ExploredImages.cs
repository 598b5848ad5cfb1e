using DigitEngine.Data;
using DigitEngine.Prediction;

namespace MlNetDigits.WebApi.Explorer;

/// <summary>A model's predictions for labelled images, by cell of the confusion matrix.</summary>
internal sealed class ExploredImages
{
    private const int BatchSize = 280;

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

    /// <summary>Predicts all images on a single thread, because requests come first.</summary>
    /// <param name="images">The images.</param>
    /// <param name="engine">The model.</param>
    /// <param name="progress">Receives the number of images done so far.</param>
    /// <param name="cancellation">Stops the work early.</param>
    public static ExploredImages Evaluate(
        LabeledImages images, PredictionEngine engine, Action<int> progress, CancellationToken cancellation)
    {
        TestSet test = images.Images;
        float[] confidence = new float[test.Count];
        bool[] isDigit = new bool[test.Count];
        List<int>[] cells = [.. Enumerable.Range(0, DigitImage.ClassCount * DigitImage.ClassCount).Select(_ => new List<int>())];
        byte[] pixels = new byte[BatchSize * DigitImage.PixelCount];
        float[] scores = new float[BatchSize * DigitImage.ClassCount];
        float[] digitScores = new float[BatchSize];
        for (int first = 0; first < test.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(BatchSize, test.Count - first);
            for (int i = 0; i < count; i++)
            {
                test.Image(first + i).CopyTo(pixels.AsSpan(i * DigitImage.PixelCount));
            }

            engine.PredictBatch(
                pixels.AsMemory(0, count * DigitImage.PixelCount),
                scores.AsMemory(0, count * DigitImage.ClassCount),
                digitScores.AsMemory(0, count),
                threads: 1);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> score = scores.AsSpan(i * DigitImage.ClassCount, DigitImage.ClassCount);
                int predicted = ModelOutput.BestOf(score);
                confidence[first + i] = score[predicted];
                isDigit[first + i] = digitScores[i] >= engine.DigitThreshold;
                cells[CellOf(test.Label(first + i), predicted)].Add(first + i);
            }

            progress(first + count);
        }

        return new(images, confidence, isDigit, [.. cells.Select(cell => cell.OrderBy(i => confidence[i]).ToArray())]);
    }

    public ExplorerResponse ToResponse()
    {
        int[][] counts =
        [
            .. Enumerable.Range(0, DigitImage.ClassCount).Select(actual =>
                Enumerable.Range(0, DigitImage.ClassCount).Select(predicted => _cells[CellOf(actual, predicted)].Length).ToArray()),
        ];
        int right = counts.Select((row, digit) => row[digit]).Sum();
        return new("ready", _images.Note, _images.Source, _images.Images.Count, _images.Images.Count, right, counts);
    }

    /// <summary>Images of one digit that were predicted as a certain digit, the least certain first.</summary>
    public ExplorerImagesResponse Images(int actual, int predicted, int skip, int take)
    {
        int[] cell = _cells[CellOf(actual, predicted)];
        return new(cell.Length, [.. cell.Skip(skip).Take(take).Select(ToImage)]);
    }

    private static int CellOf(int actual, int predicted) => (actual * DigitImage.ClassCount) + predicted;

    private ExplorerImage ToImage(int index) =>
        new(_images.PositionInFile(index), _confidence[index], _isDigit[index], [.. _images.Images.Image(index)]);
}
