namespace DigitEngine.Training;

/// <summary>How the learning rate changes over a run.</summary>
public enum LearningRateSchedule
{
    /// <summary>It does not change.</summary>
    Constant,

    /// <summary>
    /// It rises from a twentieth over the first fifth of the run, and then falls along a cosine to almost nothing (Smith 2018).
    /// </summary>
    OneCycle,
}

internal static class LearningRateScheduleExtensions
{
    private const double WarmUp = 0.2;
    private const double Start = 0.05;
    private const double End = 1e-3;

    /// <summary>The factor of the learning rate in step <paramref name="step"/>, counted from 0, of <paramref name="steps"/>.</summary>
    public static double FactorAt(this LearningRateSchedule schedule, long step, long steps)
    {
        if (schedule == LearningRateSchedule.Constant)
        {
            return 1;
        }

        double progress = (double)step / Math.Max(1, steps - 1);
        return progress < WarmUp
            ? Between(Start, 1, progress / WarmUp)
            : Between(1, End, (progress - WarmUp) / (1 - WarmUp));
    }

    /// <summary>From one value to another along half a cosine wave.</summary>
    private static double Between(double from, double to, double progress) =>
        to + ((from - to) * (1 + Math.Cos(Math.PI * progress)) / 2);
}
