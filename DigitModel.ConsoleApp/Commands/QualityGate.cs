using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitReports;
using MlNetDigits.ConsoleApp.Screens;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>The requirements on a model: not worse than an earlier evaluation, a minimum accuracy, both or neither.</summary>
internal sealed class QualityGate
{
    private readonly string? _path;
    private readonly BaselineMetrics? _baseline;
    private readonly double? _least;

    /// <param name="baselinePath">The metrics of an earlier evaluation, or null.</param>
    /// <param name="least">The minimum accuracy, or null.</param>
    /// <exception cref="CommandException">The minimum accuracy is not between 0 and 1.</exception>
    /// <exception cref="DataFormatException">The earlier metrics can't be read.</exception>
    public QualityGate(string? baselinePath, double? least)
    {
        if (least is not (null or (>= 0 and <= 1)))
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture, $"--fail-under: expected an accuracy from 0 to 1, such as 0.99, but found {least}"));
        }

        _path = baselinePath;
        _least = least;
        _baseline = baselinePath is null ? null : BaselineMetrics.Read(baselinePath);
        if (_baseline is not null && _baseline.PerClassRecall.Count != DigitImage.ClassCount)
        {
            throw new DataFormatException(
                _path!, $"expected the metrics of {DigitImage.ClassCount} classes but found {_baseline.PerClassRecall.Count}");
        }
    }

    /// <summary>The earlier evaluation, or null.</summary>
    public BaselineMetrics? Baseline => _baseline;

    /// <summary>The name of the file of the earlier evaluation, or null.</summary>
    public string? BaselineName => Path.GetFileName(_path);

    /// <summary>
    /// Refuses to overwrite the earlier metrics with the new ones: the worse model would become the standard.
    /// </summary>
    /// <exception cref="CommandException">Both are the same file.</exception>
    public void RefuseAsOutput(string? jsonPath)
    {
        if (_path is not null && !string.IsNullOrEmpty(jsonPath) && Path.GetFullPath(jsonPath) == Path.GetFullPath(_path))
        {
            throw new CommandException($"--json: expected a file other than the baseline {_path}, which would be lost");
        }
    }

    /// <summary>Shows the changes since the earlier evaluation, if there is one.</summary>
    public void Show(IAnsiConsole console, MulticlassMetrics metrics)
    {
        if (_baseline is not null)
        {
            BaselineScreen.Write(console, _path!, _baseline, metrics);
        }
    }

    /// <summary>The requirements that are not met, in one line, or null if all are met.</summary>
    public string? Problem(MulticlassMetrics metrics)
    {
        List<string> problems = [];
        if (_baseline is not null && _baseline.IsBetterThan(metrics))
        {
            string p = NumberFormat.PValue(_baseline.AccuracyDropPValue(metrics));
            problems.Add(
                $"it was {NumberFormat.Percent(_baseline.MicroAccuracy)} of {NumberFormat.Counted(_baseline.Count, "image")} in {_path} "
                + $"({p}, significant at 5 %)");
        }

        if (metrics.MicroAccuracy < _least)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"it must not be under {100 * _least:0.####} %"));
        }

        return problems.Count == 0
            ? null
            : $"accuracy {NumberFormat.Percent(metrics.MicroAccuracy)} of {NumberFormat.Counted(metrics.Count, "image")}: {string.Join("; ", problems)}";
    }
}
