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
}
