using System.Xml.Linq;
using DigitReports;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Reports;

public class MarkupTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onload=\"x", "&quot; onload=&quot;x")]
    [InlineData("' & &amp;", "&#39; &amp; &amp;amp;")]
    [InlineData("a\0b\u202Ec\u2028", "a\\u0000b\\u202ec\\u2028")]
    [InlineData("\uFFFF", "\uFFFD")]
    [InlineData(null, "")]
    public void Of_EscapesWhatIsFilledIn(string? text, string expected)
    {
        Assert.Equal($"<p>{expected}</p>", Markup.Of($"<p>{text}</p>").ToString());
    }

    [Fact]
    public void Of_TakesMarkupAsItIs()
    {
        Markup inner = Markup.Of($"<b>{"<"}</b>");
        Assert.Equal("<p><b>&lt;</b><b>&lt;</b><b>&lt;</b></p>", Markup.Of($"<p>{inner}{new[] { inner, inner }}</p>").ToString());
        Assert.Equal("<b>&lt;</b>\n<b>&lt;</b>", Markup.Lines(inner, Markup.Empty, inner).ToString());
    }

    [Fact]
    public void Of_WritesCoordinates_ShortAndFinite()
    {
        Assert.Equal("0.33 -12 0 7", Markup.Of($"{1 / 3.0} {-12.0} {-0.001} {7L}").ToString());
        Assert.Throws<ArgumentException>(() => Markup.Of($"{double.NaN}"));
        Assert.Throws<ArgumentException>(() => Markup.Of($"{double.PositiveInfinity}"));
    }

    /// <summary>Whatever the text, it comes out as text, in an element and in an attribute, and can't end either.</summary>
    [Fact]
    public void Of_MakesXmlOfAnyText() => Prop.ForAll<string>(text =>
    {
        // Half of a pair has no form in UTF-8; the page's encoder replaces it.
        string whole = new([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
        XElement element = XElement.Parse(Markup.Of($"<p title=\"{whole}\">{whole}</p>").ToString(), LoadOptions.PreserveWhitespace);
        Assert.Equal(element.Value, element.Attribute("title")!.Value);
        Assert.Empty(element.Elements());
        Assert.Single(element.Attributes());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Figures_AreWrittenForPeople()
    {
        Assert.Equal(
            ["98.76\u00A0%", "–", "5\u00A0%", "0.25\u00A0%", "98.31 – 99.12\u00A0%", "+1.23", "−0.50", "0.00", "0.00", "1,234,567", "+3", "−2", "0"],
            [
                Figures.Percent(0.98764), Figures.Percent(double.NaN), Figures.ShortPercent(0.05), Figures.ShortPercent(0.0025),
                Figures.Range((0.98314, 0.99119)), Figures.Points(0.0123), Figures.Points(-0.005), Figures.Points(-0.00001), Figures.Points(0),
                Figures.Count(1_234_567), Figures.CountDifference(3), Figures.CountDifference(-2), Figures.CountDifference(0),
            ]);
        Assert.Equal(["100.0\u00A0%", "> 99.9\u00A0%", "99.9\u00A0%", "40.0\u00A0%"], new[] { 1, 0.9999, 0.9994, 0.4 }.Select(Figures.Confidence));
        Assert.Equal(["0 s", "59 s", "1 min 0 s", "12 min 34 s", "1 h 2 min"], new[] { 0.9, 59.99, 60, 754, 3725 }.Select(Figures.Duration));
        Assert.Equal(["1 image", "2,000 images", "0 images"], new long[] { 1, 2000, 0 }.Select(count => Figures.Counted(count, "image")));
    }
}
