using System.Text;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.Benchmarks.Robustness;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Benchmarks;

public class RobustnessMeasurementTests
{
    private const double Rounding = 1e-6;

    [Fact]
    public void Measure_IsExact_ForARecogniserThatAlwaysSaysThree()
    {
        DigitDataset digits = TestImages.RandomDataset(60, 4);
        double threes = digits.CountPerClass[3] / 60.0;
        RobustnessReport report = RobustnessMeasurement.Measure(new AlwaysThree(), digits, seed: 1);
        Assert.Equal(60, report.Images);
        Assert.Equal(threes, report.CleanAccuracy);
        Assert.Equal(0.75, report.CleanAccepted);
        Assert.Equal(0.9 - threes, report.ExpectedCalibrationError, Rounding);
        Assert.Equal(Corruption.All.Select(corruption => new CorruptionResult(corruption.Name, threes, 0.75)), report.Corruptions);
        Assert.Equal(Junk.All.Select(junk => new JunkResult(junk.Name, 0.25)), report.Junk);
        Assert.Equal(threes, report.MeanCorruptionAccuracy, Rounding);
        Assert.Equal(0.25, report.MeanJunkRejected);
    }

    [Fact]
    public void Measure_GivesOneResultTheSameWay_AloneAsAmongAll()
    {
        DigitDataset digits = TestImages.RandomDataset(40, 5);
        EngineRecogniser recogniser = new(new PredictionEngine(SampleNetworks.File()));
        RobustnessReport all = RobustnessMeasurement.Measure(recogniser, digits, seed: 1);
        Assert.Equal([all.Corruptions[10]], RobustnessMeasurement.Measure(recogniser, digits, seed: 1, only: "fog").Corruptions);
        Assert.Equal([all.Junk[2]], RobustnessMeasurement.Measure(recogniser, digits, seed: 1, only: "bars").Junk);
    }

    [Fact]
    public void Measure_RefusesImagesOfOneDigit() =>
        Assert.Throws<ArgumentException>(
            () => RobustnessMeasurement.Measure(new AlwaysThree(), new(new(new byte[2 * 784]), [3, 3]), seed: 1));

    [Fact]
    public void Recognise_AcceptsWhatTheModelTakesForDigits()
    {
        DigitDataset digits = TestImages.RandomDataset(30, 6);
        byte[] pixels = RobustnessMeasurement.Pixels(digits);
        PredictionEngine engine = new(ModelFile.Create(SampleNetworks.Ensemble(), SampleNetworks.Small));
        float[] digitScores = new float[30];
        engine.PredictBatch(pixels, new float[300], digitScores);
        float middle = digitScores.Order().ElementAt(10);
        engine = new(ModelFile.Create(SampleNetworks.Ensemble().With(temperature: 1, middle), SampleNetworks.Small));
        bool[] isDigit = new bool[30];
        new EngineRecogniser(engine).Recognise(pixels, new float[300], isDigit);
        Assert.Equal(digitScores.Select(score => score >= middle), isDigit);
        Assert.Equal(20, isDigit.Count(accepted => accepted));
    }

    [Fact]
    public void ContactSheet_IsAPictureOfTenColumns_WithCleanDigitsFirst()
    {
        DigitDataset digits = TestImages.RandomDataset(100, 7);
        byte[] sheet = ContactSheet.Draw(digits, seed: 1);
        byte[] header = Encoding.ASCII.GetBytes("P5\n291 610\n255\n");
        Assert.Equal(header, sheet[..header.Length]);
        Assert.Equal(header.Length + (291 * 610), sheet.Length);
        int zero = Enumerable.Range(0, 100).First(i => digits.Label(i) == 0);
        Assert.Equal(digits.Image(zero)[..28].ToArray(), sheet.AsSpan(header.Length + 292, 28).ToArray());
    }

    /// <summary>Says 3 with a probability of 0.9, and refuses every fourth image.</summary>
    private sealed class AlwaysThree : IRecogniser
    {
        public void Recognise(ReadOnlyMemory<byte> pixels, Memory<float> scores, Memory<bool> isDigit)
        {
            for (int i = 0; i < isDigit.Length; i++)
            {
                scores.Span.Slice(i * 10, 10).Fill(0.1f / 9);
                scores.Span[(i * 10) + 3] = 0.9f;
                isDigit.Span[i] = i % 4 != 0;
            }
        }
    }
}
