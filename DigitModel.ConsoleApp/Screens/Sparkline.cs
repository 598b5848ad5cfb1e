namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>A curve in one line of text.</summary>
internal static class Sparkline
{
    private const string Steps = "▁▂▃▄▅▆▇█";

    /// <summary>One character a value, on a logarithmic scale from the smallest to the largest.</summary>
    /// <param name="values">Positive numbers.</param>
    public static string Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return "";
        }

        double low = Log(values.Min());
        double range = Log(values.Max()) - low;
        return string.Concat(values.Select(value => Steps[range > 0 ? (int)((Log(value) - low) / range * (Steps.Length - 1)) : 0]));
    }

    private static double Log(double value) => Math.Log(Math.Max(value, 1e-12));
}
