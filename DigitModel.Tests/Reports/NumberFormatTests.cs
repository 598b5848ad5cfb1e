using DigitReports;

namespace MlNetDigits.Tests.Reports;

public class NumberFormatTests
{
    [Fact]
    public void Shares_AreWrittenInPercent()
    {
        Assert.Equal(
            ["98.76 %", "–", "–", "5 %", "0.25 %", "98.8", "98.31 – 99.12 %", "–"],
            [
                NumberFormat.Percent(0.98764), NumberFormat.Percent(double.NaN), NumberFormat.Percent(double.PositiveInfinity),
                NumberFormat.ShortPercent(0.05), NumberFormat.ShortPercent(0.0025), NumberFormat.BarePercent(0.98764),
                NumberFormat.PercentRange((0.98314, 0.99119)), NumberFormat.PercentRange((double.NaN, double.NaN)),
            ]);
        Assert.Equal(["100.0 %", "> 99.9 %", "99.9 %", "40.0 %"], new[] { 1, 0.9999, 0.9994, 0.4 }.Select(NumberFormat.Confidence));
    }

    [Fact]
    public void Differences_HaveASign_UnlessTheyRoundToNothing()
    {
        Assert.Equal(["+1.23", "−0.50", "0.00", "0.00", "–"], new[] { 0.0123, -0.005, -0.00001, 0, double.NaN }.Select(NumberFormat.Points));
        Assert.Equal(["+0.0123", "−0.0050", "0.0000"], new[] { 0.0123, -0.005, -0.00001 }.Select(NumberFormat.LossDifference));
        Assert.Equal(["+3", "−2", "0"], new double[] { 3, -2, 0 }.Select(NumberFormat.CountDifference));
    }

    [Fact]
    public void Numbers_AreWrittenForPeople()
    {
        Assert.Equal("1,234,567", NumberFormat.Count(1_234_567));
        Assert.Equal(["1 image", "2,000 images", "0 images"], new long[] { 1, 2000, 0 }.Select(count => NumberFormat.Counted(count, "image")));
        Assert.Equal(["1 batch", "2 batches"], new long[] { 1, 2 }.Select(count => NumberFormat.Counted(count, "batch", "batches")));
        Assert.Equal(["0.0123", "0.000123", "p = 0.028", "p < 0.0001", "0.1", "1,234 images/s", "–"],
        [
            NumberFormat.Loss(0.01231), NumberFormat.SmallNumber(0.000123), NumberFormat.PValue(0.0281), NumberFormat.PValue(0), NumberFormat.Exact(0.1),
            NumberFormat.Rate(1234.9), NumberFormat.Rate(double.NaN),
        ]);
    }

    [Fact]
    public void Times_AreRoundedDown()
    {
        Assert.Equal(["0 s", "59 s", "1 min 0 s", "12 min 34 s", "1 h 2 min"], new[] { 0.9, 59.99, 60, 754, 3725 }.Select(NumberFormat.Duration));
        Assert.Equal(["0:07", "12:34", "1:02:03"], new[] { 7.9, 754, 3723 }.Select(seconds => NumberFormat.Clock(TimeSpan.FromSeconds(seconds))));
    }
}
