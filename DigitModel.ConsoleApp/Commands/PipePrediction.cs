using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>
/// Answers the rows of standard input in order, one line for each row, as soon as possible and in constant memory, as Spark's
/// <c>pipe</c>, Hadoop Streaming and GNU <c>parallel --pipe</c> require it.
/// </summary>
internal sealed class PipePrediction(PredictionEngine engine, int threads)
{
    /// <summary>Stands for standard input and output on the command line.</summary>
    public const string Dash = "-";

    /// <summary>The most rows predicted at a time.</summary>
    private const int BatchSize = 1024;

    private readonly byte[] _pixels = new byte[BatchSize * DigitImage.PixelCount];
    private readonly float[] _scores = new float[BatchSize * DigitImage.ClassCount];
    private readonly float[] _digitScores = new float[BatchSize];

    /// <param name="input">The stream of rows.</param>
    /// <param name="writer">The writer for answers, which is flushed whenever no more rows are waiting.</param>
    /// <param name="csv">Formats answers and writes them to <paramref name="writer"/>.</param>
    /// <param name="output">The file below <paramref name="writer"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The exit code.</returns>
    public int Run(Stream input, TextWriter writer, PipePredictionCsv csv, OutputFile output, CancellationToken cancellation)
    {
        PipeRows rows = new(input, "standard input", BatchSize);
        try
        {
            while (rows.Take(_pixels, cancellation) is int count and > 0)
            {
                Memory<float> scores = _scores.AsMemory(0, count * DigitImage.ClassCount);
                Memory<float> digitScores = _digitScores.AsMemory(0, count);
                engine.PredictBatch(_pixels.AsMemory(0, count * DigitImage.PixelCount), scores, digitScores, threads);
                output.Write(_ =>
                {
                    csv.Write(scores.Span, digitScores.Span);
                    writer.Flush();
                });
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
    }
}
