using DigitEngine;
using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

public class TemperatureScalingTests
{
    private const int Classes = 10;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.7)]
    [InlineData(6)]
    public void Fit_FindsTheTemperature_ThatLogitsWereScaledBy(double temperature)
    {
        // Labels are drawn from softmax(logits), then the logits are scaled. A row's information about ln T is its variance of
        // logits under softmax, 0.83 here: one standard deviation is about 1/√(20,000 · 0.83) = 0.8 %; four are allowed.
        (float[] logits, byte[] labels) = Draw(20_000, 8);
        float[] scaled = Array.ConvertAll(logits, logit => (float)(logit * temperature));
        Assert.Equal(1, TemperatureScaling.Fit(scaled, labels, Classes) / temperature, 0.033);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(15)]
    public void Fit_FindsWhereTheCrossEntropyIsLevel(double temperature)
    {
        (float[] logits, byte[] labels) = Draw(500, 9);
        float[] scaled = Array.ConvertAll(logits, logit => (float)(logit * temperature));
        double best = TemperatureScaling.Fit(scaled, labels, Classes);

        // Central differences are wrong by h²/6 times the third derivative and by a rounding of the loss over h.
        const double H = 1e-5;
        double here = CrossEntropy(scaled, labels, best);
        double before = CrossEntropy(scaled, labels, best * (1 - H));
        double after = CrossEntropy(scaled, labels, best * (1 + H));
        Assert.Equal(0, (after - before) / (2 * H), 1e-8);
        Assert.True(before > here && after > here);
        Assert.True(CrossEntropy(scaled, labels, best * 1.1) > here && CrossEntropy(scaled, labels, best / 1.1) > here);
    }

    [Fact]
    public void Fit_GivesTheLeast_WhenAllIsRight() =>
        Assert.Equal(TemperatureScaling.Least, TemperatureScaling.Fit([3, 1, 0, 2], [0, 1], 2));

    [Fact]
    public void Fit_GivesTheGreatest_WhenAllIsWrong() =>
        Assert.Equal(TemperatureScaling.Greatest, TemperatureScaling.Fit([3, 1], [1], 2));

    [Fact]
    public void Fit_GivesOne_WhenNoTemperatureMatters() => Assert.Equal(1, TemperatureScaling.Fit([5, 5, -2, -2], [0, 1], 2));

    [Fact]
    public void Fit_StaysInRange_WhateverTheLogits()
    {
        float[][] rows =
        [
            [1e30f, -1e30f, 0], [float.MaxValue, float.MinValue, 1], [1e-30f, 0, -1e-30f], [1000, 0, 0], [0, 0, float.Epsilon],
        ];
        for (int label = 0; label < 3; label++)
        {
            foreach (float[] row in rows)
            {
                Assert.InRange(TemperatureScaling.Fit(row, [(byte)label], 3), 0.05, 20);
                float[] two = [.. row, 1, 2, 3];
                Assert.InRange(TemperatureScaling.Fit(two, [(byte)label, 2], 3), 0.05, 20);
            }
        }
    }

    [Fact]
    public void Fit_Throws_WhenTheInputDoesNotFit()
    {
        Assert.Throws<ArgumentException>("labels", () => TemperatureScaling.Fit([], [], 10));
        Assert.Throws<ArgumentException>("logits", () => TemperatureScaling.Fit(new float[19], [0, 0], 10));
        Assert.Throws<ArgumentException>("logits", () => TemperatureScaling.Fit([0, float.NaN], [0], 2));
        Assert.Throws<ArgumentException>("labels", () => TemperatureScaling.Fit([0, 1], [2], 2));
        Assert.Throws<ArgumentOutOfRangeException>("classCount", () => TemperatureScaling.Fit([0], [0], 1));
    }

    /// <summary>Rows of logits, each with a label drawn from their softmax.</summary>
    private static (float[] Logits, byte[] Labels) Draw(int rows, ulong seed)
    {
        SeededRandom random = new(seed);
        float[] logits = new float[rows * Classes];
        byte[] labels = new byte[rows];
        for (int row = 0; row < rows; row++)
        {
            Span<float> own = logits.AsSpan(row * Classes, Classes);
            for (int c = 0; c < Classes; c++)
            {
                own[c] = (float)((8 * random.NextSingle()) - 4);
            }

            double left = random.NextSingle() * own.ToArray().Sum(logit => Math.Exp(logit));
            while (labels[row] < Classes - 1 && (left -= Math.Exp(own[labels[row]])) > 0)
            {
                labels[row]++;
            }
        }

        return (logits, labels);
    }

    private static double CrossEntropy(float[] logits, byte[] labels, double temperature)
    {
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double[] scaled = [.. logits.Skip(row * Classes).Take(Classes).Select(logit => logit / temperature)];
            double greatest = scaled.Max();
            sum += greatest + Math.Log(scaled.Sum(logit => Math.Exp(logit - greatest))) - scaled[labels[row]];
        }

        return sum / labels.Length;
    }
}
