using System.Diagnostics;
using Microsoft.Playwright;
using MlNetDigits.WebApi.Tests;

namespace MlNetDigits.BrowserTests;

/// <summary>
/// The page of a running service in a browser tab of its own. When it is disposed of, it checks that the browser logged no error
/// and requested nothing from elsewhere.
/// </summary>
internal sealed class DrawingPage : IAsyncDisposable
{
    /// <summary>Longer than the page waits before it sends a request.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly TestService? _ownService;
    private readonly List<string> _offences = [];
    private int _open;
    private long _lastChange;

    private DrawingPage(TestService service, bool ownsService, IPage page)
    {
        _ownService = ownsService ? service : null;
        Tab = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !ExpectsErrors)
            {
                _offences.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _offences.Add(error);
        page.RequestFinished += (_, _) => Count(-1);
        page.RequestFailed += (_, _) => Count(-1);
        page.Request += (_, request) =>
        {
            Count(1);
            if (!request.Url.StartsWith(service.Address.AbsoluteUri, StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                _offences.Add($"outside: {request.Url}");
            }
        };
    }

    /// <summary>The browser's tab.</summary>
    public IPage Tab { get; }

    /// <summary>Whether the test causes errors that the browser logs.</summary>
    public bool ExpectsErrors { get; set; }

    /// <summary>Opens the page. Every test begins here: without a browser it is skipped.</summary>
    public static async Task<DrawingPage> OpenAsync(
        Chromium chromium, string view = "digit", BrowserNewContextOptions? options = null, params (string, object)[] settings)
    {
        if (Chromium.Missing is string reason)
        {
            Assert.Skip(reason);
        }

        bool ownsService = settings.Length > 0;
        TestService service = ownsService ? await TestService.StartAsync(settings) : chromium.Service;
        options ??= new();
        options.ViewportSize ??= new() { Width = 1280, Height = 800 };
        IBrowserContext context = await chromium.Browser.NewContextAsync(options);
        context.SetDefaultTimeout((float)TestService.Patience.TotalMilliseconds);
        DrawingPage page = new(service, ownsService, await context.NewPageAsync()) { ExpectsErrors = ownsService };
        await page.Tab.GotoAsync($"{service.Address}#{view}");
        return page;
    }

    /// <summary>Draws with the mouse. Strokes are in percent of a part of the sheet, and the part is in percent of the sheet.</summary>
    public async Task DrawAsync(
        double[][] strokes, string view = "digit", double left = 0, double top = 0, double width = 100, double height = 100)
    {
        LocatorBoundingBoxResult sheet = (await Tab.Locator($"#view-{view} .sheet").BoundingBoxAsync())!;
        float X(double x) => (float)(sheet.X + (sheet.Width * (left + (x * width / 100)) / 100));
        float Y(double y) => (float)(sheet.Y + (sheet.Height * (top + (y * height / 100)) / 100));
        foreach (double[] stroke in strokes)
        {
            await Tab.Mouse.MoveAsync(X(stroke[0]), Y(stroke[1]));
            await Tab.Mouse.DownAsync();
            for (int i = 2; i < stroke.Length; i += 2)
            {
                await Tab.Mouse.MoveAsync(X(stroke[i]), Y(stroke[i + 1]));
            }

            await Tab.Mouse.UpAsync();
        }
    }

    /// <summary>Waits until the page has received all responses and sends no further request.</summary>
    public async Task SettleAsync()
    {
        while (Volatile.Read(ref _open) > 0 || Stopwatch.GetElapsedTime(Volatile.Read(ref _lastChange)) < Quiet)
        {
            await Tab.WaitForTimeoutAsync(50);
        }
    }

    public ILocator Locate(string selector) => Tab.Locator(selector);

    public Task ExpectTextAsync(string selector, string text) => Assertions.Expect(Locate(selector)).ToHaveTextAsync(text);

    public async ValueTask DisposeAsync()
    {
        await Tab.Context.DisposeAsync();
        if (_ownService is not null)
        {
            await _ownService.DisposeAsync();
        }

        Assert.Empty(_offences);
    }

    private void Count(int change)
    {
        Interlocked.Add(ref _open, change);
        Volatile.Write(ref _lastChange, Stopwatch.GetTimestamp());
    }
}
