using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Evaluation;

public class EvaluatorTests
{
    // No whole number of blocks of 28.
    private const int Count = 61;

    private static readonly TrainedNetwork Network = ModelFile.LoadDefault().Network;

    [Fact]
    public void AcceptedShare_CountsWhatReachesTheThreshold()
    {
        DigitDataset digits = TrainingData.Take(0, Count);
        float[] scores = DigitScores(digits);
        Array.Sort(scores);

        // The threshold is one of the scores, which reaches it.
        Assert.Equal(20.0 / Count, Share(scores[^20]));
        Assert.Equal(1, Share(scores[0]));
        Assert.Equal(0, Share(MathF.BitIncrement(scores[^1])));
        Assert.Equal(1, Share(float.NegativeInfinity));

        double Share(float threshold) => Evaluator.AcceptedShare(Network.With(Network.Temperature, threshold), new TestSet(digits), threads: 2);
    }

    [Fact]
    public void Evaluate_IsWhatThePredictionsSay()
    {
        DigitDataset digits = TrainingData.Take(4000, Count);
        int right = Enumerable.Range(0, Count).Count(
            i => PredictionEngine.Default.Predict(digits.Image(i)).PredictedLabel == digits.Label(i));

        Assert.Equal((double)right / Count, Evaluator.Evaluate(Network, new TestSet(digits)).MicroAccuracy, 12);
        Assert.Equal((double)right / Count, Evaluator.Evaluate(Network, new TestSet(digits), threads: 3).MicroAccuracy, 12);
    }

    [Fact]
    public void Calibrate_LetsTheWantedShareThrough_AndFitsTheTemperature()
    {
        const int images = 1000;
        DigitDataset digits = TrainingData.Take(0, images);
        using Workers workers = new(2);

        TrainedNetwork calibrated = Calibrator.Calibrate(Network.With(1, float.NegativeInfinity), digits, workers);

        Assert.Equal(0.995, Evaluator.AcceptedShare(calibrated, new TestSet(digits)), 12);
        float[] logits = Evaluator.Logits(Network, digits, workers);
        Assert.Equal((float)TemperatureScaling.Fit(logits, TrainingData.Labels(images), Network.Classes), calibrated.Temperature);
    }

    [Fact]
    public void Evaluate_RefusesWhatMakesNoSense()
    {
        TestSet test = new(TrainingData.Take(0, 1));

        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluator.Evaluate(Network, test, threads: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluator.Predict(Network, test, threads: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluator.AcceptedShare(Network, test, threads: -1));
        Assert.Throws<ArgumentNullException>(() => Evaluator.Evaluate(null!, test));
        Assert.Throws<ArgumentNullException>(() => Evaluator.AcceptedShare(Network, null!));
    }

    private static float[] DigitScores(DigitDataset digits) =>
        [.. Enumerable.Range(0, digits.Count).Select(i => PredictionEngine.Default.Predict(digits.Image(i)).DigitScore)];
}
