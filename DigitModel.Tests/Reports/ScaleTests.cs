using DigitReports.Charts;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Reports;

public class ScaleTests
{
    [Fact]
    public void Linear_MapsItsEndsAndWhatIsBetween()
    {
        LinearScale scale = LinearScale.Exact(0, 1, 46, 390, 6);
        Assert.Equal([46, 218, 390], new[] { 0, 0.5, 1 }.Select(scale.Map));
        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 1], scale.Ticks);
        Assert.Equal([46, 390], new[] { -5.0, 7 }.Select(scale.Map));

        LinearScale down = LinearScale.Exact(0, 4, 200, 100, 5);
        Assert.Equal([200, 175, 100], new[] { 0.0, 1, 4 }.Select(down.Map));
    }

    [Theory]
    [InlineData(1, 12, 8, new[] { 2.0, 4, 6, 8, 10, 12 })]
    [InlineData(1, 3, 8, new[] { 1.0, 2, 3 })]
    [InlineData(1, 100_000, 8, new[] { 20_000.0, 40_000, 60_000, 80_000, 100_000 })]
    [InlineData(0.5, 1.5, 2, new[] { 1.0 })]
    public void Linear_HasWholeTicks_WhereStepsAreWhole(double low, double high, int most, double[] ticks) =>
        Assert.Equal(ticks, LinearScale.Exact(low, high, 0, 1, most, leastStep: 1).Ticks);

    [Theory]
    [InlineData(0.9872, 1, 7, 0.985, 1)]
    [InlineData(0, 1127, 6, 0, 1500)]
    [InlineData(0.3, 0.3, 5, 0, 1)]
    public void Linear_RoundsOutwards(double low, double high, int most, double roundLow, double roundHigh)
    {
        LinearScale scale = LinearScale.Round(low, high, 0, 1, most);
        Assert.Equal((roundLow, roundHigh), (scale.Low, scale.High));
        Assert.Equal((roundLow, roundHigh), (scale.Ticks[0], scale.Ticks[^1]));
    }

    [Fact]
    public void Log_MapsRatios()
    {
        LogScale scale = new(0.02, 2, 200, 0, 10);
        Assert.Equal([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2], scale.Ticks);
        Assert.Equal(100, scale.Map(0.2), 1e-9);
        Assert.Equal([200, 0], new[] { 0.02, 2 }.Select(scale.Map));
    }

    [Fact]
    public void Log_LeavesTicksOut_WhereThereIsNoRoom()
    {
        Assert.Equal([0.001, 0.01, 0.1, 1, 10, 100], new LogScale(0.0007, 300, 0, 1, 8).Ticks);
        Assert.Equal([1e-4, 1, 1e4], new LogScale(1e-6, 1e6, 0, 1, 4).Ticks);
        Assert.Equal([0.1, 0.2], new LogScale(0.1, 0.1, 0, 1, 8).Ticks);
    }

    /// <summary>Round values, within the axis, no more than there is room for, and what was asked for is within.</summary>
    [Fact]
    public void Scales_HoldWhatTheyAreFor() => Prop.ForAll(
        Gen.Choose(-6_000_000, 6_000_000).Two().ToArbitrary(),
        pair =>
        {
            double low = Math.Pow(10, Math.Min(pair.Item1, pair.Item2) / 1e6);
            double high = Math.Pow(10, Math.Max(pair.Item1, pair.Item2) / 1e6);
            foreach (Scale scale in (Scale[])[LinearScale.Round(low, high, 300, 20, 6), new LogScale(low, high, 300, 20, 6)])
            {
                Assert.True(scale.Low <= low * (1 + 1e-8) && high * (1 - 1e-8) <= scale.High, $"{low}…{high} in {scale.Low}…{scale.High}");
                Assert.InRange(scale.Ticks.Count, 1, 7);
                Assert.Equal(scale.Ticks.Order().Distinct(), scale.Ticks);
                Assert.All(scale.Ticks, tick => Assert.InRange(tick, scale.Low * (1 - 1e-9), scale.High * (1 + 1e-9)));
                Assert.All(new[] { low, high }, value => Assert.InRange(scale.Map(value), 20, 300));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Spread_MovesLabelsApart_AndKeepsTheirOrder()
    {
        Assert.Equal([10, 50, 90], LabelPlacement.Spread([10, 50, 90], 14, 0, 100));
        Assert.Equal([64, 50], LabelPlacement.Spread([52, 50], 14, 0, 100));
        Assert.Equal([86, 100], LabelPlacement.Spread([99, 99.5], 14, 0, 100));
        Assert.Equal([0, 14, 28], LabelPlacement.Spread([0, 0, 0], 14, 0, 100));
        Assert.Empty(LabelPlacement.Spread([], 14, 0, 100));
    }
}
