using System.Globalization;

namespace DigitReports;

/// <summary>Numbers as people read them, in pages and on the console; the same whatever the machine's culture.</summary>
internal static class NumberFormat
{
    /// <summary>Stands for a number that does not exist.</summary>
    public const string None = "–";

    /// <summary>1,234,567.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 image, 2,000 images.</summary>
    public static string Counted(long value, string singular, string? plural = null) =>
        $"{Count(value)} {(value == 1 ? singular : plural ?? singular + "s")}";

    /// <summary>+3, −2 or 0.</summary>
    public static string CountDifference(double difference) => Signed(difference, "F0");

    /// <summary>A share in [0, 1] as 98.76 %.</summary>
    public static string Percent(double share) => Write(100 * share, "F2", " %");

    /// <summary>A share with as few digits as possible: 5 %, 0.25 %.</summary>
    public static string ShortPercent(double share) => Write(100 * share, "0.####", " %");

    /// <summary>A share as 98.8, without the sign, where space is scarce.</summary>
    public static string BarePercent(double share) => Write(100 * share, "F1", "");

    /// <summary>A probability as 97.6 %; one short of certainty never becomes 100 %.</summary>
    public static string Confidence(double probability) => probability is >= 0.9995 and < 1 ? "> 99.9 %" : Write(100 * probability, "F1", " %");

    /// <summary>98.31 – 99.12 %.</summary>
    public static string PercentRange((double Low, double High) shares) => double.IsNaN(shares.Low)
        ? None
        : string.Create(CultureInfo.InvariantCulture, $"{100 * shares.Low:F2} – {100 * shares.High:F2} %");

    /// <summary>A difference of shares in percentage points: +1.23, −0.50 or 0.00.</summary>
    public static string Points(double difference) => Signed(100 * difference, "F2");

    /// <summary>0.0123.</summary>
    public static string Loss(double value) => Write(value, "F4", "");

    /// <summary>+0.0123, −0.0050 or 0.0000.</summary>
    public static string LossDifference(double difference) => Signed(difference, "F4");

    /// <summary>0.000123, for figures that are mostly very small.</summary>
    public static string SmallNumber(double value) => Write(value, "F6", "");

    /// <summary>A probability of chance, such as <c>p = 0.031</c>; one too small to matter how small is <c>p &lt; 0.0001</c>.</summary>
    public static string PValue(double value) => value < 0.0001 ? "p < 0.0001" : "p = " + Write(value, "G2", "");

    /// <summary>A number with all its digits and no more.</summary>
    public static string Exact(double value) => Write(value, null, "");

    /// <summary>1,234 images/s.</summary>
    public static string Rate(double imagesPerSecond) =>
        double.IsFinite(imagesPerSecond) ? Count((long)imagesPerSecond) + " images/s" : None;

    /// <summary>7 s, 12 min 34 s or 1 h 2 min, rounded down.</summary>
    public static string Duration(double seconds)
    {
        long whole = (long)seconds;
        return whole < 60 ? $"{Count(whole)} s"
            : whole < 3600 ? $"{Count(whole / 60)} min {Count(whole % 60)} s"
            : $"{Count(whole / 3600)} h {Count(whole / 60 % 60)} min";
    }

    /// <summary>0:07, 12:34 or 1:02:03, for a time that is counted as one watches.</summary>
    public static string Clock(TimeSpan time) => time.ToString(
        time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private static string Write(double value, string? format, string unit) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) + unit : None;

    private static string Signed(double value, string format)
    {
        if (!double.IsFinite(value))
        {
            return None;
        }

        string size = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        bool zero = size.All(c => c is '0' or '.');
        return zero ? size : (value < 0 ? "−" : "+") + size;
    }
}
