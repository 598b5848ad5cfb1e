using Microsoft.Playwright;
using MlNetDigits.WebApi.Tests;

namespace MlNetDigits.BrowserTests;

public class DigitTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Answer = "#digit-answer";

    [Theory]
    [InlineData(8, "Not a digit. It looks most like an 8.")]
    [InlineData(1, "Not a digit. It looks most like a 1.")]
    public async Task NoDigit_IsNamedInGoodEnglish(int label, string text)
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        string pixels = string.Join(',', new int[784]);
        await page.Tab.RouteAsync("**/predict", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = $$$$"""
                {"predictedLabel":{{{{label}}}},"confidence":0.4,"isDigit":false,"digitScore":0,"score":[0,0,0,0,0,0,0,0,0,0],
                "seen":{"pixels":[{{{{pixels}}}}],"hasInk":true,"darkOnLight":true,"ink":{"left":0,"top":0,"width":9,"height":9}}}
                """,
        }));
        await page.DrawAsync(Strokes.Digits[1]);
        await page.ExpectTextAsync("#digit-sure", text);
    }

    [Fact]
    public async Task EachDigit_IsRead_WhenItIsDrawn()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        for (int digit = 0; digit < 10; digit++)
        {
            await page.DrawAsync(Strokes.Digits[digit]);
            await page.ExpectTextAsync("#digit-big", $"{digit}");
            await Assertions.Expect(page.Locate(Answer)).ToHaveAttributeAsync("data-state", "digit");
            await Assertions.Expect(page.Locate(".bars li.best .digit-name")).ToHaveTextAsync($"{digit}");
            await page.SettleAsync();
            double sum = await page.Tab.EvaluateAsync<double>(
                "[...document.querySelectorAll('.fill')].reduce((sum, fill) => sum + parseFloat(fill.style.width), 0)");
            Assert.Equal(100, sum, 0.1);
            Assert.True(await InkAsync(page) > 1000);
            await page.Locate("#view-digit [data-do=clear]").ClickAsync();
            await page.ExpectTextAsync("#digit-sure", "The answer appears here as you draw.");
            Assert.Equal(0, await InkAsync(page));
        }
    }

    [Fact]
    public async Task Undo_TakesBackStrokesAndClearing()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        ILocator undo = page.Locate("#view-digit [data-do=undo]");
        await Assertions.Expect(undo).ToBeDisabledAsync();
        await page.DrawAsync(Strokes.Digits[1]);
        await page.ExpectTextAsync("#digit-big", "1");
        await page.DrawAsync(Strokes.Star);
        await Assertions.Expect(page.Locate(Answer)).ToHaveAttributeAsync("data-state", "none");
        foreach (double[] _ in Strokes.Star)
        {
            await undo.ClickAsync();
        }

        await page.ExpectTextAsync("#digit-big", "1");
        await page.Locate("#view-digit [data-do=clear]").ClickAsync();
        await Assertions.Expect(page.Locate(Answer)).ToHaveAttributeAsync("data-state", "empty");
        await undo.ClickAsync();
        await page.ExpectTextAsync("#digit-big", "1");
        await undo.ClickAsync();
        await Assertions.Expect(undo).ToBeDisabledAsync();
    }

    [Fact]
    public async Task WhatIsNoDigit_IsCalledSo()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        await page.DrawAsync(Strokes.Star);
        await Assertions.Expect(page.Locate("#digit-sure")).ToContainTextAsync("Not a digit.");
        await Assertions.Expect(page.Locate(".bars li.best")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Thickness_IsWhatTheNetworkSees()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        int[] ink = new int[2];
        for (int i = 0; i < 2; i++)
        {
            await page.Locate("#view-digit input[type=range]").FillAsync(i == 0 ? "10" : "36");
            await page.DrawAsync(Strokes.Digits[0]);
            await page.ExpectTextAsync("#digit-big", "0");
            await page.SettleAsync();
            ink[i] = await InkAsync(page);
            await page.Locate("#view-digit [data-do=clear]").ClickAsync();
            await page.ExpectTextAsync("#digit-big", "");
        }

        Assert.True(ink[1] > 1.3 * ink[0], $"{ink[0]} and {ink[1]}");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("paste")]
    [InlineData("drop")]
    public async Task Pictures_AreRead(string way)
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        byte[] png = SampleDigits.Png(SampleDigits.Picture(8));
        await GiveAsync(page, way, "scan.png", "image/png", png);
        await page.ExpectTextAsync("#digit-big", $"{SampleDigits.All.Label(8)}");
        // What no reader of ours knows, the browser does.
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='100'><path d='M20 15h45L40 85' fill='none' stroke='navy' stroke-width='9'/></svg>"u8.ToArray();
        await GiveAsync(page, way, "seven.svg", "image/svg+xml", svg);
        await page.ExpectTextAsync("#digit-big", "7");
        await page.DrawAsync(Strokes.Digits[1]);
        await page.ExpectTextAsync("#digit-big", "1");
    }

    [Fact]
    public async Task WhatIsNoPicture_IsTold()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        await GiveAsync(page, "file", "broken.png", "image/png", [1, 2, 3]);
        await page.ExpectTextAsync("#notice", "broken.png is not a picture that this browser can read.");
        await page.DrawAsync(Strokes.Digits[7]);
        await page.ExpectTextAsync("#digit-big", "7");
        await Assertions.Expect(page.Locate("#notice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task LastDrawing_Wins_WhenAnswersAreSlow()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        TaskCompletionSource drawn = new();
        int asked = 0;
        int open = 0;
        int most = 0;
        await page.Tab.RouteAsync("**/predict", async route =>
        {
            most = Math.Max(most, Interlocked.Increment(ref open));
            if (Interlocked.Increment(ref asked) == 1)
            {
                await drawn.Task;
            }

            await route.ContinueAsync();
            Interlocked.Decrement(ref open);
        });
        await page.DrawAsync(Strokes.Digits[3]);
        await page.Locate("#view-digit [data-do=clear]").ClickAsync();
        await page.DrawAsync(Strokes.Digits[7]);
        drawn.SetResult();
        await page.ExpectTextAsync("#digit-big", "7");
        await page.SettleAsync();
        await page.ExpectTextAsync("#digit-big", "7");
        Assert.InRange(asked, 2, int.MaxValue);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Page_TriesAgain_WhenTheServiceDoesNotAnswer()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium);
        page.ExpectsErrors = true;
        await page.Tab.RouteAsync("**/predict", route => route.AbortAsync());
        await page.DrawAsync(Strokes.Digits[7]);
        await page.ExpectTextAsync("#notice", "The service does not respond.");
        await page.Tab.UnrouteAsync("**/predict");
        await page.ExpectTextAsync("#digit-big", "7");
        await Assertions.Expect(page.Locate("#notice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Page_AsksForTheKey_WhereThereIsOne()
    {
        await using DrawingPage page = await DrawingPage.OpenAsync(chromium, settings: ("ApiKey", "a-key-of-more-than-sixteen"));
        foreach (string key in (string[])["wrong", "a-key-of-more-than-sixteen"])
        {
            await Assertions.Expect(page.Locate("#key-dialog")).ToBeVisibleAsync();
            await page.Locate("#key-input").FillAsync(key);
            await page.Locate("#key-input").PressAsync("Enter");
        }

        await Assertions.Expect(page.Locate("#key-dialog")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locate("#model-line")).ToContainTextAsync("99.60 % right");
        await page.DrawAsync(Strokes.Digits[7]);
        await page.ExpectTextAsync("#digit-big", "7");
    }

    private static Task<int> InkAsync(DrawingPage page) => page.Tab.EvaluateAsync<int>(
        """
        (() => {
          const canvas = document.getElementById("digit-seen");
          return canvas.getContext("2d").getImageData(0, 0, 28, 28).data.reduce((sum, value, i) => i % 4 === 0 ? sum + value : sum, 0);
        })()
        """);

    private static async Task GiveAsync(DrawingPage page, string way, string name, string type, byte[] content)
    {
        if (way == "file")
        {
            await page.Locate("#view-digit input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = content });
            return;
        }

        await page.Tab.EvaluateAsync(
            """
            ([way, name, type, bytes]) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
              const event = way === "paste"
                ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
                : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
              document.body.dispatchEvent(event);
            }
            """,
            new object[] { way, name, type, content.Select(value => (int)value).ToArray() });
    }
}
