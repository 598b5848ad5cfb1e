using DigitEngine.Data;
using DigitEngine.Prediction;
using MlNetDigits.ConsoleApp.Files;
using DigitEngine.Persistence;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>
/// Answers rows that come through standard input, one line a row, in order, each as soon as it can be: what Spark's <c>pipe</c>,
/// Hadoop Streaming and GNU <c>parallel --pipe</c> ask of a program. Takes the same memory however many rows there are.
/// </summary>
internal sealed class PipePrediction(PredictionEngine engine, int threads)
{
    /// <summary>What stands for standard input and output on a command line.</summary>
    public const string Dash = "-";

    /// <summary>Rows predicted at a time, when so many are there.</summary>
    private const int BatchSize = 1024;

    private readonly byte[] _pixels = new byte[BatchSize * DigitImage.PixelCount];
    private readonly float[] _scores = new float[BatchSize * DigitImage.ClassCount];
    private readonly float[] _digitScores = new float[BatchSize];

    /// <param name="input">Where rows come from.</param>
    /// <param name="writer">Where answers go; it is flushed whenever no more rows are there.</param>
    /// <param name="csv">Writes to it.</param>
    /// <param name="output">The file beneath it.</param>
    /// <param name="cancellation">Ends the work.</param>
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
