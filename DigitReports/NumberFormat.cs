using System.Globalization;

namespace DigitReports;

/// <summary>Numbers as a page writes them, the same whatever the machine's culture.</summary>
internal static class Figures
{
    /// <summary>What stands for no number.</summary>
    public const string None = "–";

    /// <summary>Stays on the line of its number.</summary>
    private const string Unit = "\u00A0%";

    /// <summary>1,234,567.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1 image, 2,000 images.</summary>
    public static string Counted(long value, string one, string? many = null) => $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    /// <summary>How sure an answer is, as 97.6 %: short of certainty never 100 %.</summary>
    public static string Confidence(double share) => share is >= 0.9995 and < 1 ? "> 99.9" + Unit : RoughPercent(share);

    /// <summary>A share in [0, 1] as 98.76 %.</summary>
    public static string Percent(double share) => Write(100 * share, "F2", Unit);

    /// <summary>A share as 98.8 %: where more would only seem exact.</summary>
    public static string RoughPercent(double share) => Write(100 * share, "F1", Unit);

    /// <summary>A share in percent without the sign, as 98.8, where there is no room for it.</summary>
    public static string BarePercent(double share) => Write(100 * share, "F1", "");

    /// <summary>A share as short as it goes: 5 %, 0.25 %.</summary>
    public static string ShortPercent(double share) => Write(100 * share, "0.####", Unit);

    /// <summary>98.31 – 99.12 %.</summary>
    public static string Range((double Low, double High) shares) => double.IsNaN(shares.Low)
        ? None
        : string.Create(CultureInfo.InvariantCulture, $"{100 * shares.Low:F2} – {100 * shares.High:F2}{Unit}");

    /// <summary>A difference of shares in points of percent: +1.23, −0.50 or 0.00.</summary>
    public static string Points(double difference) => Signed(100 * difference, "F2");

    /// <summary>0.0123.</summary>
    public static string Loss(double value) => Write(value, "F4", "");

    /// <summary>+0.0123, −0.0050 or 0.0000.</summary>
    public static string LossDifference(double difference) => Signed(difference, "F4");

    /// <summary>+3, −2 or 0.</summary>
    public static string CountDifference(double difference) => Signed(difference, "F0");

    /// <summary>0.000123, for what is mostly very small.</summary>
    public static string Fine(double value) => Write(value, "F6", "");

    /// <summary>A probability of a test: 0.028, 3.1E-05.</summary>
    public static string PValue(double value) => Write(value, "G2", "");

    /// <summary>Any number as short as it is exact.</summary>
    public static string Plain(double value) => double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : None;

    /// <summary>7 s, 12 min 34 s or 1 h 2 min, rounded down.</summary>
    public static string Duration(double seconds)
    {
        long whole = (long)seconds;
        return whole < 60 ? $"{Count(whole)} s"
            : whole < 3600 ? $"{Count(whole / 60)} min {Count(whole % 60)} s"
            : $"{Count(whole / 3600)} h {Count(whole / 60 % 60)} min";
    }

    private static string Write(double value, string format, string unit) =>
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
