using DigitEngine.Data;
using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>A picture with what was read in it.</summary>
internal static class AnswerFigure
{
    /// <summary>A misread one.</summary>
    public static Markup Wrong(TestPredictions answers, TestSet test, int index)
    {
        int label = answers.Label(index);
        int read = answers.Predicted(index);
        return Markup.Of($"""
            <li>{DigitPicture.Draw(test, index, $"A {label} read as {read}")}<span class="reading">{label} → <b>{read}</b></span><span class="sure">{Sure(answers, index)}</span><span class="place">{Place(answers, index)}</span></li>
            """);
    }

    /// <summary>One that two models answered, with both answers.</summary>
    public static Markup Both(TestPredictions before, TestPredictions after, TestSet test, int index)
    {
        int label = before.Label(index);
        return Markup.Of($"""
            <li>{DigitPicture.Draw(test, index, $"A {label}, read as {before.Predicted(index)} by A and as {after.Predicted(index)} by B")}<span class="reading">a <b>{label}</b></span><span class="sure">{Reading("A", before, index)}</span><span class="sure">{Reading("B", after, index)}</span><span class="place">{Place(before, index)}</span></li>
            """);
    }

    /// <summary>One that was read right.</summary>
    public static Markup Right(TestPredictions answers, TestSet test, int index) => Markup.Of($"""
        <li>{DigitPicture.Draw(test, index, $"A {answers.Label(index)}")}<span class="sure">{Sure(answers, index)}</span></li>
        """);

    private static Markup Reading(string name, TestPredictions answers, int index) => answers.IsRight(index)
        ? Markup.Of($"{name} <b class=\"right\">{answers.Predicted(index)}</b> {Sure(answers, index)}")
        : Markup.Of($"{name} <b class=\"wrong\">{answers.Predicted(index)}</b> {Sure(answers, index)}");

    private static string Sure(TestPredictions answers, int index) => Figures.Confidence(answers.Confidence(index));

    private static string Place(TestPredictions answers, int index) => $"no. {Figures.Count(answers.Position(index) + 1L)}";
}
