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
        await using Desk desk = await Desk.OpenAsync(chromium, "field");
        int[] digits = [2, 7, 4];
        for (int i = 0; i < digits.Length; i++)
            await desk.DrawAsync(Strokes.Digits[digits[i]], "field", 8 + (i * 28), 10, 24, 80);
        await desk.SettleAsync();
        await desk.ExpectTextAsync("#field-text", "274");
        await Assertions.Expect(desk.Locate("#view-field .box")).ToHaveCountAsync(3);
        LocatorBoundingBoxResult sheet = (await desk.Locate("#view-field .sheet").BoundingBoxAsync())!;
        for (int i = 0; i < digits.Length; i++)
        {
            LocatorBoundingBoxResult box = (await desk.Locate("#view-field .box").Nth(i).BoundingBoxAsync())!;
            double middle = (box.X + (box.Width / 2) - sheet.X) / sheet.Width * 100;
            Assert.InRange(middle, 8 + (i * 28) + 6, 8 + (i * 28) + 18);
        }

        await desk.Locate("#field-pattern").FillAsync("9-99");
        await desk.ExpectTextAsync("#field-text", "2-74");
        desk.ExpectsErrors = true;
        await desk.Locate("#field-length").FillAsync("4");
        await Assertions.Expect(desk.Locate("#notice")).ToContainTextAsync("Expected a pattern of 4 digits");
        await desk.Locate("#field-pattern").FillAsync("");
        await desk.Locate("#field-length").FillAsync("3");
        await desk.ExpectTextAsync("#field-text", "274");
        await Assertions.Expect(desk.Locate("#notice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Mistakes_ShowACellsImages()
    {
        await using Desk desk = await Desk.OpenAsync(chromium, "mistakes");
        ILocator cell = desk.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^4 read as 4: ") });
        int images = int.Parse(await cell.InnerTextAsync(), CultureInfo.InvariantCulture);
        await cell.ClickAsync();
        await desk.ExpectTextAsync("#cell-title", "4 read right");
        await Assertions.Expect(desk.Locate("#cell-images li")).ToHaveCountAsync(images);
        ILocator mistake = desk.Locate("#matrix [data-level='4']").First;
        await mistake.ClickAsync();
        string title = $"{await mistake.GetAttributeAsync("data-actual")} read as {await mistake.GetAttributeAsync("data-predicted")}";
        await desk.ExpectTextAsync("#cell-title", title);
        await Assertions.Expect(desk.Locate("#cell-images li")).ToHaveCountAsync(1);
        await cell.ClickAsync();
        await cell.PressAsync("ArrowRight");
        await desk.ExpectTextAsync("#cell-title", "4 read as 5");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^4 read as 5: ") })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task KeyboardAlone_IsEnough()
    {
        await using Desk desk = await Desk.OpenAsync(chromium);
        IKeyboard keys = desk.Page.Keyboard;
        await keys.PressAsync("Tab");
        await Assertions.Expect(desk.Locate(".skip")).ToBeFocusedAsync();
        for (int i = 0; i < 5; i++)
            await keys.PressAsync("Tab");
        await Assertions.Expect(desk.Locate("#view-digit .sheet")).ToBeFocusedAsync();
        await PressAsync(keys, "ArrowLeft", 2);
        await keys.PressAsync(" ");
        await Assertions.Expect(desk.Locate("#cursor-live")).ToContainTextAsync("Pen down, row");
        await PressAsync(keys, "ArrowRight", 5);
        await PressAsync(keys, "ArrowDown", 8);
        await keys.PressAsync(" ");
        await desk.ExpectTextAsync("#digit-big", "7");
        await Assertions.Expect(desk.Locate("#live")).ToContainTextAsync("7, ");
        await Assertions.Expect(desk.Locate("#cursor-live")).ToContainTextAsync("Pen up, row");
        await keys.PressAsync("Backspace");
        await Assertions.Expect(desk.Locate("#digit-answer")).ToHaveAttributeAsync("data-state", "empty");
        for (int i = 0; i < 3; i++)
            await keys.PressAsync("Shift+Tab");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Link, new() { Name = "Digit", Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Assertions.Expect(desk.Locate("#view-field")).ToBeVisibleAsync();
        await Assertions.Expect(desk.Locate("nav [aria-current]")).ToHaveTextAsync("Field");
    }

    [Fact]
    public async Task Phone_HasRoomForEverything()
    {
        BrowserNewContextOptions phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true };
        await using Desk desk = await Desk.OpenAsync(chromium, options: phone);
        await desk.DrawAsync(Strokes.Digits[5]);
        await desk.ExpectTextAsync("#digit-big", "5");
        await Assertions.Expect(desk.Locate("#digit-big")).ToBeInViewportAsync();
        foreach (string view in Views)
        {
            await desk.Page.EvaluateAsync($"location.hash = '{view}'");
            await Assertions.Expect(desk.Locate($"#view-{view}")).ToBeVisibleAsync();
            if (view == "mistakes")
                await Assertions.Expect(desk.Locate("#matrix button")).ToHaveCountAsync(100);
            Assert.True(await desk.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{view} is too wide");
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryView_IsAccessible(ColorScheme scheme)
    {
        await using Desk desk = await Desk.OpenAsync(
            chromium, options: new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await AssertAccessibleAsync(desk, "empty");
        await desk.DrawAsync(Strokes.Digits[5]);
        await desk.ExpectTextAsync("#digit-big", "5");
        await AssertAccessibleAsync(desk, "digit");
        await desk.Page.EvaluateAsync("location.hash = 'field'");
        await Assertions.Expect(desk.Locate("#view-field")).ToBeVisibleAsync();
        await desk.DrawAsync(Strokes.Digits[2], "field", 30, 10, 24, 80);
        await desk.ExpectTextAsync("#field-text", "2");
        await AssertAccessibleAsync(desk, "field");
        await desk.Page.EvaluateAsync("location.hash = 'mistakes'");
        await Assertions.Expect(desk.Locate("#cell-images li").First).ToBeVisibleAsync();
        await AssertAccessibleAsync(desk, "mistakes");
        string background = await desk.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark, background == "rgb(19, 19, 21)");
        Assert.Equal("none", await desk.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.fill')).transitionProperty"));
    }

    private static async Task AssertAccessibleAsync(Desk desk, string state)
    {
        AxeResult result = await desk.Page.RunAxe();
        Assert.True(result.Passes.Length > 10);
        Assert.True(
            result.Violations.Length == 0,
            state + ": " + string.Join("; ", result.Violations.Select(
                violation => $"{violation.Id}: {violation.Help} ({string.Join(", ", violation.Nodes.Select(node => node.Html))})")));
    }

    private static async Task PressAsync(IKeyboard keys, string key, int times)
    {
        for (int i = 0; i < times; i++)
            await keys.PressAsync(key);
    }
}
