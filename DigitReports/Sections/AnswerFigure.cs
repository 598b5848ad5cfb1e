using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitPictures;
using DigitPictures.Formats;

namespace DigitReports.Sections;

/// <summary>A test image with the answer to it, as an item of a list.</summary>
internal static class AnswerFigure
{
    /// <summary>An image that was misread.</summary>
    public static Markup Wrong(TestPredictions answers, TestSet test, int index)
    {
        int label = answers.Label(index);
        int read = answers.Predicted(index);
        return Markup.Of($"""
            <li>{Draw(test, index, $"A {label} read as {read}")}<span class="reading">{label} → <b>{read}</b></span><span class="sure">{Confidence(answers, index)}</span><span class="place">{Position(answers, index)}</span></li>
            """);
    }

    /// <summary>An image with the answers of two models.</summary>
    public static Markup Both(TestPredictions before, TestPredictions after, TestSet test, int index)
    {
        int label = before.Label(index);
        return Markup.Of($"""
            <li>{Draw(test, index, $"A {label}, read as {before.Predicted(index)} by A and as {after.Predicted(index)} by B")}<span class="reading">a <b>{label}</b></span><span class="sure">{Reading("A", before, index)}</span><span class="sure">{Reading("B", after, index)}</span><span class="place">{Position(before, index)}</span></li>
            """);
    }

    /// <summary>An image that was read correctly.</summary>
    public static Markup Right(TestPredictions answers, TestSet test, int index) => Markup.Of($"""
        <li>{Draw(test, index, $"A {answers.Label(index)}")}<span class="sure">{Confidence(answers, index)}</span></li>
        """);

    private static Markup Reading(string name, TestPredictions answers, int index) => answers.IsRight(index)
        ? Markup.Of($"{name} <b class=\"right\">{answers.Predicted(index)}</b> {Confidence(answers, index)}")
        : Markup.Of($"{name} <b class=\"wrong\">{answers.Predicted(index)}</b> {Confidence(answers, index)}");

    private static string Confidence(TestPredictions answers, int index) => NumberFormat.Confidence(answers.Confidence(index));

    private static string Position(TestPredictions answers, int index) => $"no. {NumberFormat.Count(answers.Position(index) + 1L)}";

    /// <summary>The image within the page: dark ink on light paper, which the style sheet inverts on a dark screen.</summary>
    private static Markup Draw(TestSet test, int index, string alternative)
    {
        byte[] paper = [.. test.Image(index)];
        foreach (ref byte pixel in paper.AsSpan())
        {
            pixel = (byte)(byte.MaxValue - pixel);
        }

        string png = Convert.ToBase64String(PngWriter.Write(GrayPicture.Own(DigitImage.Width, DigitImage.Height, paper)));
        return Markup.Of($"<img src=\"data:image/png;base64,{png}\" width=\"{DigitImage.Width}\" height=\"{DigitImage.Height}\" alt=\"{alternative}\" />");
    }
}
