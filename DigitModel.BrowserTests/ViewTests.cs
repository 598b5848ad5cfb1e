using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MlNetDigits.BrowserTests;

public class ViewTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string[] Views = ["digit", "field", "mistakes"];

    [Fact]
    public async Task Field_BoxesEachDigit_AndKnowsPatterns()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium, "field");
        int[] digits = [2, 7, 4];
        for (int i = 0; i < digits.Length; i++)
        {
            await page.DrawAsync(Strokes.Digits[digits[i]], "field", 8 + (i * 28), 10, 24, 80);
        }

        await page.SettleAsync();
        await page.ExpectTextAsync("#field-text", "274");
        await Assertions.Expect(page.Locate("#view-field .box")).ToHaveCountAsync(3);
        LocatorBoundingBoxResult sheet = (await page.Locate("#view-field .sheet").BoundingBoxAsync())!;
        for (int i = 0; i < digits.Length; i++)
        {
            LocatorBoundingBoxResult box = (await page.Locate("#view-field .box").Nth(i).BoundingBoxAsync())!;
            double middle = (box.X + (box.Width / 2) - sheet.X) / sheet.Width * 100;
            Assert.InRange(middle, 8 + (i * 28) + 6, 8 + (i * 28) + 18);
        }

        await page.Locate("#field-pattern").FillAsync("9-99");
        await page.ExpectTextAsync("#field-text", "2-74");
        page.ExpectsErrors = true;
        await page.Locate("#field-length").FillAsync("4");
        await Assertions.Expect(page.Locate("#notice")).ToContainTextAsync("Expected a pattern of 4 digits");
        await page.Locate("#field-pattern").FillAsync("");
        await page.Locate("#field-length").FillAsync("3");
        await page.ExpectTextAsync("#field-text", "274");
        await Assertions.Expect(page.Locate("#notice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Mistakes_ShowACellsImages()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium, "mistakes");
        ILocator cell = page.Tab.GetByRole(AriaRole.Button, new() { NameRegex = new("^4 read as 4: ") });
        int images = int.Parse(await cell.InnerTextAsync(), CultureInfo.InvariantCulture);
        await cell.ClickAsync();
        await page.ExpectTextAsync("#cell-title", "4 read right");
        await Assertions.Expect(page.Locate("#cell-images li")).ToHaveCountAsync(images);
        ILocator mistake = page.Locate("#matrix [data-level='4']").First;
        await mistake.ClickAsync();
        string title = $"{await mistake.GetAttributeAsync("data-actual")} read as {await mistake.GetAttributeAsync("data-predicted")}";
        await page.ExpectTextAsync("#cell-title", title);
        await Assertions.Expect(page.Locate("#cell-images li")).ToHaveCountAsync(1);
        await cell.ClickAsync();
        await cell.PressAsync("ArrowRight");
        await page.ExpectTextAsync("#cell-title", "4 read as 5");
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Button, new() { NameRegex = new("^4 read as 5: ") })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task KeyboardAlone_IsEnough()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        IKeyboard keys = page.Tab.Keyboard;
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locate(".skip")).ToBeFocusedAsync();
        for (int i = 0; i < 5; i++)
        {
            await keys.PressAsync("Tab");
        }

        await Assertions.Expect(page.Locate("#view-digit .sheet")).ToBeFocusedAsync();
        await PressAsync(keys, "ArrowLeft", 2);
        await keys.PressAsync(" ");
        await Assertions.Expect(page.Locate("#cursor-live")).ToContainTextAsync("Pen down, row");
        await PressAsync(keys, "ArrowRight", 5);
        await PressAsync(keys, "ArrowDown", 8);
        await keys.PressAsync(" ");
        await page.ExpectTextAsync("#digit-big", "7");
        await Assertions.Expect(page.Locate("#live")).ToContainTextAsync("7, ");
        await Assertions.Expect(page.Locate("#cursor-live")).ToContainTextAsync("Pen up, row");
        await keys.PressAsync("Backspace");
        await Assertions.Expect(page.Locate("#digit-answer")).ToHaveAttributeAsync("data-state", "empty");
        for (int i = 0; i < 3; i++)
        {
            await keys.PressAsync("Shift+Tab");
        }

        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Link, new() { Name = "Digit", Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locate("#view-field")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locate("nav [aria-current]")).ToHaveTextAsync("Field");
    }

    [Fact]
    public async Task Phone_HasRoomForEverything()
    {
        BrowserNewContextOptions phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true };
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium, options: phone);
        await page.DrawAsync(Strokes.Digits[5]);
        await page.ExpectTextAsync("#digit-big", "5");
        await Assertions.Expect(page.Locate("#digit-big")).ToBeInViewportAsync();
        foreach (string view in Views)
        {
            await page.Tab.EvaluateAsync($"location.hash = '{view}'");
            await Assertions.Expect(page.Locate($"#view-{view}")).ToBeVisibleAsync();
            if (view == "mistakes")
            {
                await Assertions.Expect(page.Locate("#matrix button")).ToHaveCountAsync(100);
            }

            Assert.True(await page.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{view} is too wide");
        }
    }

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(1366, 768)]
    [InlineData(1920, 1080)]
    public async Task Tools_StayInOneRow(int width, int height)
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium, "digit");
        await page.Tab.SetViewportSizeAsync(width, height);

        LocatorBoundingBoxResult undo = (await page.Locate("#view-digit [data-do='undo']").BoundingBoxAsync())!;
        LocatorBoundingBoxResult picture = (await page.Locate("#view-digit .tools .file").BoundingBoxAsync())!;

        Assert.InRange(picture.Y, undo.Y - 1, undo.Y + 1);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryView_IsAccessible(ColorScheme scheme)
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(
            chromium, options: new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await AssertAccessibleAsync(page, "empty");
        await page.DrawAsync(Strokes.Digits[5]);
        await page.ExpectTextAsync("#digit-big", "5");
        await AssertAccessibleAsync(page, "digit");
        await page.Tab.EvaluateAsync("location.hash = 'field'");
        await Assertions.Expect(page.Locate("#view-field")).ToBeVisibleAsync();
        await page.DrawAsync(Strokes.Digits[2], "field", 30, 10, 24, 80);
        await page.ExpectTextAsync("#field-text", "2");
        await AssertAccessibleAsync(page, "field");
        await page.Tab.EvaluateAsync("location.hash = 'mistakes'");
        await Assertions.Expect(page.Locate("#cell-images li").First).ToBeVisibleAsync();
        await AssertAccessibleAsync(page, "mistakes");
        string background = await page.Tab.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark, background == "rgb(19, 19, 21)");
        Assert.Equal("none", await page.Tab.EvaluateAsync<string>("getComputedStyle(document.querySelector('.fill')).transitionProperty"));
    }

    private static async Task AssertAccessibleAsync(DrawingPage page, string state)
    {
        AxeResult result = await page.Tab.RunAxe();
        Assert.True(result.Passes.Length > 10);
        Assert.True(
            result.Violations.Length == 0,
            state + ": " + string.Join("; ", result.Violations.Select(
                violation => $"{violation.Id}: {violation.Help} ({string.Join(", ", violation.Nodes.Select(node => node.Html))})")));
    }

    private static async Task PressAsync(IKeyboard keys, string key, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await keys.PressAsync(key);
        }
    }
}
