using System.Diagnostics;
using DigitEngine.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>A bar that grows, and under it how well it goes.</summary>
internal sealed class LiveTraining(IAnsiConsole console) : ITrainingScreen
{
    /// <summary>Painted on the thread that trains, so no oftener than the eye follows.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public TResult Show<TResult>(Func<IProgress<TrainingProgress>?, TResult> work) =>
        console.Live(new Rows(new Text("  starting …"), Text.Empty, Text.Empty)).Start(context =>
        {
            context.Refresh();
            return work(new Painter(console, context));
        });

    private sealed class Painter(IAnsiConsole console, LiveDisplayContext context) : IProgress<TrainingProgress>
    {
        private readonly List<EpochRecord> _history = [];
        private long _painted;

        public void Report(TrainingProgress value)
        {
            if (value.Completed is not null)
                _history.Add(value.Completed);
            bool last = value.Completed is not null && value.Iteration == value.Iterations;
            if (!last && Stopwatch.GetElapsedTime(_painted) < Interval)
                return;
            context.UpdateTarget(Paint(value));
            context.Refresh();
            // The cursor goes where the ^C that a terminal shows for Ctrl-C does no harm.
            console.Profile.Out.Writer.Write('\r');
            console.Profile.Out.Writer.Flush();
            _painted = Stopwatch.GetTimestamp();
        }

        private Rows Paint(TrainingProgress value)
        {
            double share = (double)value.Iteration / value.Iterations;
            string right = $"  {(int)(100 * share),3} %  epoch {value.Epoch}/{value.Epochs}  {Words.Duration(value.Remaining)} left";
            int width = Math.Clamp(console.Profile.Width - right.Length - 3, 5, 60);
            int filled = (int)(width * share);
            bool unicode = console.Profile.Capabilities.Unicode;
            List<IRenderable> lines =
            [
                Line($"  [deepskyblue1]{new string(unicode ? '█' : '#', filled)}[/][grey]{new string(unicode ? '░' : '.', width - filled)}[/]{right}"),
                Line($"  loss [bold]{Words.Loss(value.Loss)}[/]   {Words.Rate(value.ImagesPerSecond)}   {Words.Duration(value.Elapsed)} so far"),
            ];
            // Always as many lines, so that nothing jumps.
            bool validated = _history.Count > 0 && !double.IsNaN(_history[^1].ValidationLoss);
            lines.Add(validated ? ValidationLine(unicode) : Text.Empty);
            return new Rows(lines);
        }

        private Markup ValidationLine(bool unicode)
        {
            EpochRecord best = _history.MinBy(epoch => epoch.ValidationLoss)!;
            string text = $"  validation [bold]{Words.Percent(_history[^1].ValidationAccuracy)}[/], loss {Words.Loss(_history[^1].ValidationLoss)} "
                + $"(best {Words.Loss(best.ValidationLoss)} in epoch {best.Epoch})  ";
            int room = Math.Clamp(console.Profile.Width - Markup.Remove(text).Length - 2, 0, 40);
            string curve = unicode ? Sparkline.Of([.. _history.TakeLast(room).Select(epoch => epoch.ValidationLoss)]) : "";
            return new Markup($"{text}[deepskyblue1]{curve}[/]");
        }

        private static Markup Line(FormattableString markup) => Markup.FromInterpolated(markup);
    }
}
