using DigitEngine.Prediction;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>A model as its users have it: what its own threshold turns down is no digit.</summary>
internal sealed class EngineRecogniser(PredictionEngine engine) : IRecogniser
{
    public void Recognise(ReadOnlyMemory<byte> pixels, Memory<float> scores, Memory<bool> isDigit)
    {
        float[] digitScores = new float[isDigit.Length];
        engine.PredictBatch(pixels, scores, digitScores);
        for (int i = 0; i < digitScores.Length; i++)
        {
            isDigit.Span[i] = digitScores[i] >= engine.DigitThreshold;
        }
    }
}
