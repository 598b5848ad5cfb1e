using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Training;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Training;

/// <summary>What a run is made of: schedule, optimizers, weight average, and where its images come from.</summary>
public class TrainingPartsTests
{
    /// <summary>More than one of the optimizers' chunks, and no multiple of one.</summary>
    private const int Length = (2 * 16 * 1024) + 5;

    public static TheoryData<string> Optimizers => ["adam", "adamw", "rmsprop", "sgd", "nesterov"];

    [Fact]
    public void OneCycle_RisesAndFalls()
    {
        double[] factors = [.. Enumerable.Range(0, 101).Select(step => LearningRateSchedule.OneCycle.FactorAt(step, 101))];
        Assert.Equal(0.05, factors[0], 1e-12);
        Assert.Equal(1, factors[20], 1e-12);
        Assert.Equal(1e-3, factors[100], 1e-12);
        Assert.Equal(factors[..21], factors[..21].Order());
        Assert.Equal(factors[20..], factors[20..].OrderDescending());
        Assert.Equal(0.05, LearningRateSchedule.OneCycle.FactorAt(0, 1), 1e-12);
        Assert.All(factors, (_, step) => Assert.Equal(1, LearningRateSchedule.Constant.FactorAt(step, 101)));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Step_IsPyTorchs_ForEveryParameter(string name)
    {
        OptimizerOptions options = name == "nesterov" ? new SgdOptions { Nesterov = true, WeightDecay = 0.02 } : OptimizerOptions.Named(name) with { WeightDecay = 0.02 };
        ParameterStore store = new();
        Parameter parameter = store.Add("x", Length);
        store.Build();
        SeededRandom random = new(3);
        Fill(parameter.Span, ref random);
        OptimizerReference[] expected = [.. parameter.Span.ToArray().Select(value => new OptimizerReference(value))];
        Optimizer optimizer = options.Create(store.Values.Length);
        using Workers workers = new(2);
        for (int step = 0; step < 5; step++)
        {
            Fill(parameter.GradientSpan, ref random);
            double rate = 0.01 / (step + 1);
            for (int i = 0; i < Length; i++)
            {
                Step(expected[i], options, parameter.GradientSpan[i], rate);
            }

            optimizer.Step(store, rate, workers);
        }

        Assert.Equal(5, optimizer.Steps);
        for (int i = 0; i < Length; i++)
        {
            // Five steps of at most about 0.03, each of a dozen roundings of values below 1.
            Assert.Equal(expected[i].Weight, parameter.Span[i], 5 * 12 * Math.ScaleB(1, -24) * 1.1);
        }
    }

    [Fact]
    public void WeightAverage_IsTheRunningAverage_AndExchangesPlaces()
    {
        ParameterStore store = new();
        Parameter weight = store.Add("w", 3), mean = store.AddStatistic("m", 2);
        store.Build();
        WeightAverage average = new(store, 0.8);
        double expected = 0;
        for (int step = 1; step <= 8; step++)
        {
            weight.Span.Fill(step * step);
            mean.Span.Fill(-step);
            expected += Math.Max(0.2, 1.0 / step) * ((step * step) - expected);
            average.Add();
        }

        average.Exchange();
        Assert.Equal(expected, weight.Span[2], 1e-4);
        Assert.InRange(mean.Span[1], -8, -4);
        average.Exchange();
        Assert.Equal(64, weight.Span[2]);
        Assert.Equal(-8, mean.Span[1]);
    }

    [Fact]
    public void DatasetSource_GivesEveryImageOnceAnEpoch_InANewOrder()
    {
        DigitDataset data = TrainingData.Take(0, 50);
        DatasetSource source = new(data, null, outlierShare: 0, seed: 4);
        string[] first = Epoch(source, 1, data.Count), second = Epoch(source, 2, data.Count);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Epoch(source, 1, data.Count));
        string[] all = [.. Enumerable.Range(0, data.Count).Select(i => Text(Unit(data.Image(i)), data.Label(i)))];
        Assert.Equal(all.Order(StringComparer.Ordinal), first.Order(StringComparer.Ordinal));
        Assert.Equal(all.Order(StringComparer.Ordinal), second.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DatasetSource_ChangesAnImageAnewInEachEpoch_WhateverItsPlace()
    {
        DigitDataset data = TrainingData.Take(0, 1);
        DatasetSource source = new(data, new AugmentationOptions(), outlierShare: 0, seed: 4);
        string first = Epoch(source, 1, 1)[0];
        Assert.NotEqual(first, Epoch(source, 2, 1)[0]);
        Assert.Equal(first, Epoch(source, 1, 1)[0]);
    }

    private static void Step(OptimizerReference reference, OptimizerOptions options, double gradient, double rate)
    {
        switch (options)
        {
            case SgdOptions o:
                reference.Sgd(gradient, rate, o.Momentum, o.WeightDecay, o.Nesterov);
                break;
            case RmsPropOptions o:
                reference.RmsProp(gradient, rate, o.Alpha, o.Epsilon, o.WeightDecay);
                break;
            case AdamOptions o:
                reference.Adam(gradient, rate, o.Beta1, o.Beta2, o.Epsilon, o.Decoupled ? 0 : o.WeightDecay, o.Decoupled ? o.WeightDecay : 0);
                break;
        }
    }

    private static void Fill(Span<float> values, ref SeededRandom random)
    {
        foreach (ref float value in values)
        {
            value = random.NextSingle(-1, 1);
        }
    }

    private static string[] Epoch(DatasetSource source, int epoch, int count)
    {
        source.BeginEpoch(epoch);
        string[] images = new string[count];
        float[] pixels = new float[DigitImage.PixelCount];
        for (int i = 0; i < count; i++)
        {
            source.BeginBatch(i / 8 * 8);
            int label = source.Load(i % 8, pixels);
            images[i] = Text(pixels, label);
        }

        return images;
    }

    private static float[] Unit(ReadOnlySpan<byte> pixels)
    {
        float[] unit = new float[pixels.Length];
        DigitImage.ToUnit(pixels, unit);
        return unit;
    }

    private static string Text(float[] pixels, int label) => label + ":" + string.Join(' ', pixels);
}
