using System.Text;
using System.Xml;
using System.Xml.Linq;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Training;
using DigitReports;

namespace MlNetDigits.Tests.Reports;

/// <summary>Contents made by hand, and the pages made of them, read as XML.</summary>
internal static class SamplePages
{
    /// <summary>Content with everything that can be known.</summary>
    public static ReportContent Full(TestPredictions answers, string name = "fast-1") => new()
    {
        Name = name,
        Answers = answers,
        Test = Images(answers),
        TestName = "digits.csv",
        TestFingerprint = "f00d",
        Manifest = Manifest(),
        History = History(6),
        EpochsPerMember = 3,
        TrainingLabels =
        [
            new() { Part = "training", Counts = [60, 61, 62, 63, 64, 65, 66, 67, 68, 69] },
            new() { Part = "validation", Counts = [20, 20, 20, 20, 20, 20, 20, 20, 20, 20] },
        ],
    };

    public static ModelManifest Manifest(string architecture = "conv 4 3x3; flatten; dense 10") => new()
    {
        FormatVersion = 1,
        CreatedBy = "MlNetDigits 0.1.0",
        Labels = [.. "0123456789".Select(c => c.ToString())],
        Preprocessing = ModelPreprocessing.Unit,
        Architecture = architecture,
        ParameterCount = 6770,
        Training = new()
        {
            DataFile = "digits.csv",
            DataFingerprint = "abcdef",
            TrainImages = 645,
            ValidationImages = 200,
            TestImages = 100,
            Split = "60/20/20",
            Seed = 42,
            Epochs = 6,
            BestEpoch = 6,
            BatchSize = 64,
            Optimizer = "adamw",
            LearningRate = 0.006,
            HyperParameters = new Dictionary<string, string> { ["members"] = "2" },
            Command = "train --epochs 6",
        },
        Files = new Dictionary<string, string>(),
    };

    public static EpochRecord[] History(int epochs) =>
        [.. Enumerable.Range(1, epochs).Select(i => new EpochRecord(i, 11 * i, 0.001, 2.0 / i, 1.0 / i, 1 - (0.2 / i), 1.5 * i))];

    /// <summary>An image for each answer, no two alike.</summary>
    public static TestSet Images(TestPredictions answers)
    {
        byte[] pixels = new byte[answers.Count * DigitImage.PixelCount];
        for (int i = 0; i < answers.Count; i++)
        {
            BitConverter.TryWriteBytes(pixels.AsSpan((i * DigitImage.PixelCount) + 300), i + 1);
        }

        return new(new DigitDataset(new ImageSet(pixels), [.. Enumerable.Range(0, answers.Count).Select(i => (byte)answers.Label(i))]));
    }

    public static string Text(ReportContent content)
    {
        using MemoryStream stream = new();
        HtmlReport.Write(stream, content);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string Text(ReportContent before, ReportContent after)
    {
        using MemoryStream stream = new();
        HtmlReport.WriteComparison(stream, before, after);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The page as XML, after what every page must be was checked.</summary>
    public static XElement Parse(string page)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(page), new() { DtdProcessing = DtdProcessing.Ignore, CheckCharacters = true });
        XElement root = XDocument.Load(reader).Root!;
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains(root.Descendants("meta"), meta => meta.Attribute("http-equiv")?.Value == "Content-Security-Policy"
            && meta.Attribute("content")!.Value.StartsWith("default-src 'none'", StringComparison.Ordinal));
        Assert.Empty(root.Descendants("script"));
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));

        // Nothing from elsewhere: links lead within the page, pictures are in it.
        string[] ids = [.. root.DescendantsAndSelf().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(root.Descendants("a"), a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
        Assert.All(root.Descendants("link"), link => Assert.Equal("data:,", link.Attribute("href")!.Value));
        Assert.All(root.Descendants("img"), img =>
        {
            Assert.StartsWith("data:image/png;base64,", img.Attribute("src")!.Value, StringComparison.Ordinal);
            Assert.NotEmpty(img.Attribute("alt")!.Value);
        });
        Assert.DoesNotContain("url(", root.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", root.Descendants("style").Single().Value, StringComparison.Ordinal);

        // Whoever can't see it is told.
        Assert.Single(root.Descendants("h1"));
        Assert.NotEmpty(root.Descendants("title").First().Value);
        Assert.All(root.Descendants("svg").Where(svg => svg.Attribute("aria-hidden") is null), svg =>
        {
            Assert.Equal("img", svg.Attribute("role")!.Value);
            Assert.NotEmpty(svg.Element("title")!.Value);
            Assert.All(svg.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.Contains(id, ids));
        });
        Assert.All(root.Descendants("th"), th => Assert.NotNull(th.Attribute("scope")));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", page, StringComparison.Ordinal);
        Assert.DoesNotContain('∞', page);
        return root;
    }

    /// <summary>The cells of a section's table, row by row, foot and head left out.</summary>
    public static string[][] Body(XElement root, string section, int table = 0) =>
    [
        .. root.Descendants("section").Single(each => each.Attribute("id")!.Value == section)
            .Descendants("table").ElementAt(table).Element("tbody")!.Elements("tr")
            .Select(row => row.Elements().Select(Cell).ToArray()),
    ];

    /// <summary>What stands in an element, line and hard spaces as plain ones.</summary>
    public static string Cell(XElement element) => element.Nodes().OfType<XText>().Any()
        ? string.Concat(element.Nodes().OfType<XText>().Select(text => text.Value)).Replace('\u00A0', ' ').Trim()
        : element.Value.Replace('\u00A0', ' ').Trim();

    public static XElement? Section(XElement root, string id) =>
        root.Descendants("section").SingleOrDefault(each => each.Attribute("id")!.Value == id);
}
