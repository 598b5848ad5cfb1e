namespace DigitEngine.Training;

/// <summary>The schedules' shapes.</summary>
internal static class ScheduleExtensions
{
    private const double WarmUp = 0.2;
    private const double Start = 0.05;
    private const double End = 1e-3;

    /// <summary>What multiplies the learning rate in step <paramref name="step"/> (from 0) of <paramref name="steps"/>.</summary>
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

    /// <summary>Along half a cosine wave from one value to another.</summary>
    private static double Between(double from, double to, double progress) =>
        to + ((from - to) * (1 + Math.Cos(Math.PI * progress)) / 2);
}
