using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using DigitEngine.Prediction;
using Microsoft.Playwright;

namespace MlNetDigits.BrowserTests;

/// <summary>The pages to look things up in: about the model, and about the API.</summary>
public class ReferenceTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Model_ShowsItsCard(ColorScheme scheme, int width)
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(
            chromium, options: new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        await page.Tab.GetByRole(AriaRole.Link, new() { Name = "Model", Exact = true }).ClickAsync();
        await page.ExpectTextAsync("#card h1", "Model card: handwritten digit recogniser");
        await page.ExpectTextAsync("#figures div:first-child dd", $"{PredictionEngine.Default.Manifest.Metrics!.MicroAccuracy * 100:F2} %");
        Assert.Equal(
            PredictionEngine.Default.ModelCard.Split('\n').Count(line => line.StartsWith('#')),
            await page.Locate("#card :is(h1, h2, h3, h4)").CountAsync());
        await Assertions.Expect(page.Locate("#card")).Not.ToContainTextAsync("**");
        await Assertions.Expect(page.Locate("#card")).Not.ToContainTextAsync("|---");
        Assert.True(await page.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "too wide");
        await AssertAccessibleAsync(page);
        await page.Tab.GetByRole(AriaRole.Link, new() { Name = "Field", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locate("#view-field")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Model_AsksForTheKey_LikeEveryPage()
    {
        const string Key = "0123456789abcdef";
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium, "digit", null, ("ApiKey", Key));
        await page.Tab.GotoAsync(new Uri(new Uri(page.Tab.Url), "model").AbsoluteUri);
        await page.Locate("#key-input").FillAsync(Key);
        await page.Locate("#key-input").PressAsync("Enter");
        await Assertions.Expect(page.Locate("#card h1")).ToBeVisibleAsync();
        await page.Tab.ReloadAsync();
        await Assertions.Expect(page.Locate("#card h1")).ToBeVisibleAsync();
    }

    /// <summary>Scalar's page works without other servers, and within its policy: any offence would be an error in the browser's log.</summary>
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Api_ShowsEveryRoute(ColorScheme scheme, int width)
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(
            chromium, options: new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        await page.Tab.GetByRole(AriaRole.Link, new() { Name = "API", Exact = true }).ClickAsync();
        foreach (string route in (string[])["/predict", "/predict/batch", "/read", "/model", "/explorer", "/health"])
        {
            await Assertions.Expect(page.Tab.GetByText(route, new() { Exact = true }).First).ToBeAttachedAsync();
        }

        await page.SettleAsync();
        Assert.True(await page.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "too wide");
    }

    private static async Task AssertAccessibleAsync(DrawingPage page)
    {
        AxeResult result = await page.Tab.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            string.Join("; ", result.Violations.Select(
                violation => $"{violation.Id}: {violation.Help} ({string.Join(", ", violation.Nodes.Select(node => node.Html))})")));
    }
}
