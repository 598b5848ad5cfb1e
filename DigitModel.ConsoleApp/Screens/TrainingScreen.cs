using System.Diagnostics;
using System.Globalization;
using DigitEngine.Training;
using DigitReports;
using Spectre.Console;
using Spectre.Console.Rendering;
using Markup = Spectre.Console.Markup;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows the progress of a training run.</summary>
internal interface ITrainingScreen
{
    /// <summary>Runs the work and shows the progress that it reports.</summary>
    TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work);

    /// <summary>The screen that suits standard output.</summary>
    static ITrainingScreen For(IAnsiConsole console, bool quiet) =>
        quiet ? new SilentTraining() : console.IsLive() ? new LiveTraining(console) : new PlainTraining(console);
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentTraining : ITrainingScreen
{
    public TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work) => work(null);
}

/// <summary>One line for each epoch, for files, pipes and plain terminals.</summary>
internal sealed class PlainTraining(IAnsiConsole console) : ITrainingScreen, IProgress<TrainingProgress>
{
    public TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work) => work(this);

    public void Report(TrainingProgress value)
    {
        if (value.Completed is not EpochRecord epoch)
        {
            return;
        }

        string number = epoch.Epoch.ToString(CultureInfo.InvariantCulture)
            .PadLeft(value.Epochs.ToString(CultureInfo.InvariantCulture).Length);
        string validation = double.IsNaN(epoch.ValidationLoss)
            ? ""
            : $"  validation {NumberFormat.Loss(epoch.ValidationLoss)} {NumberFormat.Percent(epoch.ValidationAccuracy)}";
        console.Verbatim(
            $"  epoch {number}/{value.Epochs}  loss {NumberFormat.Loss(epoch.TrainingLoss)}{validation}  "
            + $"{NumberFormat.Rate(value.ImagesPerSecond)}  {NumberFormat.Clock(value.Remaining)} left");
    }
}

/// <summary>A progress bar with the current figures below it.</summary>
internal sealed class LiveTraining(IAnsiConsole console) : ITrainingScreen
{
    /// <summary>The display is drawn on the training thread, so it is updated no more often than the eye can follow.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work) =>
        console.Live(new Rows(new Text("  starting …"), Text.Empty, Text.Empty)).Start(context =>
        {
            context.Refresh();
            return work(new Display(console, context));
        });

    private sealed class Display(IAnsiConsole console, LiveDisplayContext context) : IProgress<TrainingProgress>
    {
        private readonly List<EpochRecord> _history = [];
        private long _drawn;

        public void Report(TrainingProgress value)
        {
            if (value.Completed is not null)
            {
                _history.Add(value.Completed);
            }

            bool last = value.Completed is not null && value.Iteration == value.Iterations;
            if (!last && Stopwatch.GetElapsedTime(_drawn) < Interval)
            {
                return;
            }

            context.UpdateTarget(Draw(value));
            context.Refresh();
            // Terminals show ^C at the cursor when Ctrl-C is pressed. At the start of the line it does no harm.
            console.Profile.Out.Writer.Write('\r');
            console.Profile.Out.Writer.Flush();
            _drawn = Stopwatch.GetTimestamp();
        }

        private Rows Draw(TrainingProgress value)
        {
            double share = (double)value.Iteration / value.Iterations;
            string right = $"  {(int)(100 * share),3} %  epoch {value.Epoch}/{value.Epochs}  {NumberFormat.Clock(value.Remaining)} left";
            int width = Math.Clamp(console.Profile.Width - right.Length - 3, 5, 60);
            int filled = (int)(width * share);
            bool unicode = console.Profile.Capabilities.Unicode;
            List<IRenderable> lines =
            [
                Line($"  [deepskyblue1]{new string(unicode ? '█' : '#', filled)}[/][grey]{new string(unicode ? '░' : '.', width - filled)}[/]{right}"),
                Line($"  loss [bold]{NumberFormat.Loss(value.Loss)}[/]   {NumberFormat.Rate(value.ImagesPerSecond)}   {NumberFormat.Clock(value.Elapsed)} so far"),
            ];
            // The number of lines never changes, so that nothing jumps.
            bool validated = _history.Count > 0 && !double.IsNaN(_history[^1].ValidationLoss);
            lines.Add(validated ? ValidationLine(unicode) : Text.Empty);
            return new Rows(lines);
        }

        private Markup ValidationLine(bool unicode)
        {
            EpochRecord best = _history.MinBy(epoch => epoch.ValidationLoss)!;
            string text = $"  validation [bold]{NumberFormat.Percent(_history[^1].ValidationAccuracy)}[/], loss {NumberFormat.Loss(_history[^1].ValidationLoss)} "
                + $"(best {NumberFormat.Loss(best.ValidationLoss)} in epoch {best.Epoch})  ";
            int length = Math.Clamp(console.Profile.Width - Markup.Remove(text).Length - 2, 0, 40);
            string curve = unicode ? Sparkline.Draw([.. _history.TakeLast(length).Select(epoch => epoch.ValidationLoss)]) : "";
            return new Markup($"{text}[deepskyblue1]{curve}[/]");
        }

        private static Markup Line(FormattableString markup) => Markup.FromInterpolated(markup);
    }
}

/// <summary>Curves and bars made of block characters.</summary>
internal static class Sparkline
{
    private const string Steps = "▁▂▃▄▅▆▇█";

    /// <summary>One character for each value, on a logarithmic scale from the smallest to the largest.</summary>
    /// <param name="values">Positive numbers.</param>
    public static string Draw(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return "";
        }

        double low = Log(values.Min());
        double range = Log(values.Max()) - low;
        return string.Concat(values.Select(value => Steps[range > 0 ? (int)((Log(value) - low) / range * (Steps.Length - 1)) : 0]));
    }

    /// <summary>One character for a count, on a linear scale from 1 to <paramref name="most"/>; a space for none.</summary>
    public static string Bar(int count, int most) =>
        count == 0 ? " " : Steps[(int)((long)count * (Steps.Length - 1) / most)].ToString();

    private static double Log(double value) => Math.Log(Math.Max(value, 1e-12));
}
