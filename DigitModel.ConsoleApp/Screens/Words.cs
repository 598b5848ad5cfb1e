using System.Globalization;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Numbers as people read them, the same whatever the machine's culture.</summary>
internal static class Words
{
    /// <summary>1,234,567.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 image, 2,000 images.</summary>
    public static string Counted(long value, string one, string? many = null) =>
        $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    /// <summary>A share in [0, 1] as 98.76 %; a dash for no number.</summary>
    public static string Percent(double share) =>
        double.IsNaN(share) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");

    /// <summary>A difference of shares in points of percent as +1.23 or −0.50; a dash for no number.</summary>
    public static string Points(double difference) => Signed(100 * difference, "F2");

    /// <summary>A difference of losses as +0.0123 or −0.0050; a dash for no number.</summary>
    public static string LossDifference(double difference) => Signed(difference, "F4");

    /// <summary>0.0123; a dash for no number.</summary>
    public static string Loss(double value) => double.IsNaN(value) ? "–" : value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>1,234 images/s.</summary>
    public static string Rate(double imagesPerSecond) =>
        double.IsFinite(imagesPerSecond) ? Count((long)imagesPerSecond) + " images/s" : "–";

    /// <summary>0:07, 12:34 or 1:02:03.</summary>
    public static string Duration(TimeSpan time) => time.ToString(
        time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private static string Signed(double value, string format)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        string size = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        bool zero = size.All(c => c is '0' or '.');
        return zero ? size : (value < 0 ? "−" : "+") + size;
    }
}
