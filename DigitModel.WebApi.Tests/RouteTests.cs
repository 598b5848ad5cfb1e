using System.Diagnostics;
using System.Text.Json;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MlNetDigits.WebApi.Tests;

public class RouteTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Read_GivesWhatTheReaderGives()
    {
        GrayPicture picture = SampleDigits.Picture(2, 7, 11);
        FieldResult expected = new FieldReader(PredictionEngine.Default).Read(picture, new FieldOptions { Pattern = "9/99" });
        JsonElement answer = await TestService.ReadAsync(
            await _service.PostAsync("/read?pattern=9/99&length=3", SampleDigits.Png(picture), "image/png"));
        Assert.Equal(expected.Text, answer.GetProperty("text").GetString());
        Assert.Equal(expected.Confidence, answer.GetProperty("confidence").GetDouble());
        Assert.Equal(expected.Accepted, answer.GetProperty("accepted").GetBoolean());
        Assert.Equal(picture.Width, answer.GetProperty("width").GetInt32());
        JsonElement[] digits = [.. answer.GetProperty("digits").EnumerateArray()];
        Assert.Equal(3, digits.Length);
        for (int i = 0; i < digits.Length; i++)
        {
            Assert.Equal(expected.Digits[i].Label, digits[i].GetProperty("label").GetInt32());
            Assert.Equal(expected.Digits[i].Bounds.Left, digits[i].GetProperty("ink").GetProperty("left").GetInt32());
        }
    }

    [Theory]
    [InlineData("length=0", "Expected length to be a whole number from 1 to 64.")]
    [InlineData("length=65", "Expected length to be a whole number from 1 to 64.")]
    [InlineData("length=many", "Expected length to be a whole number from 1 to 64.")]
    [InlineData("pattern=12", "Expected 9 for each digit of the pattern but found 1 in \"12\".")]
    [InlineData("pattern=99&length=3", "Expected a pattern of 3 digits, as the length says, but found 2 in \"99\".")]
    public async Task Read_SaysWhatIsWrong_WithOptions(string query, string detail) => Assert.Equal(
        detail,
        await TestService.ProblemAsync(
            await _service.PostAsync($"/read?{query}", SampleDigits.Png(SampleDigits.Picture(1)), "image/png"), 400));

    [Fact]
    public async Task Read_TakesPicturesOnly() =>
        Assert.StartsWith("Expected a picture", await TestService.ProblemAsync(await _service.PostJsonAsync("/read", "{}"), 415));

    [Fact]
    public async Task Model_TellsOfTheModel()
    {
        JsonElement answer = await TestService.ReadAsync(await _service.Client.GetAsync("/model"));
        Assert.Equal(PredictionEngine.Default.Manifest.Architecture, answer.GetProperty("architecture").GetString());
        Assert.Equal(PredictionEngine.Default.ModelCard, answer.GetProperty("card").GetString());
        Assert.Equal(PredictionEngine.Default.Manifest.Metrics!.MicroAccuracy, answer.GetProperty("metrics").GetProperty("microAccuracy").GetDouble());
        Assert.Equal(Enumerable.Range(0, 10).Select(d => $"{d}"), answer.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(50, answer.GetProperty("limits").GetProperty("batchImages").GetInt32());
        Assert.False(answer.TryGetProperty("reloadProblem", out _));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Health_IsOk(string path) =>
        Assert.Equal("ok", (await TestService.ReadAsync(await _service.Client.GetAsync(path))).GetProperty("status").GetString());

    [Fact]
    public async Task Document_HasEveryRoute()
    {
        JsonElement document = await TestService.ReadAsync(await _service.Client.GetAsync("/openapi/v1.json"));
        string[] described =
        [
            .. document.GetProperty("paths").EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}")).Order(),
        ];
        string[] routes =
        [
            .. _service.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                // The document itself, and the page that shows it.
                .Where(route => route.RoutePattern.RawText is not (
                    "/openapi/{documentName}.json" or "/api/{documentName?}" or "/api/scalar.js" or "/api/scalar.aspnetcore.js" or "/api/favicon.svg"))
                .Select(route => $"{route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Single()} {route.RoutePattern.RawText}")
                .Order(),
        ];
        Assert.Equal(routes, described);
        JsonElement predict = document.GetProperty("paths").GetProperty("/predict").GetProperty("post");
        JsonElement content = predict.GetProperty("requestBody").GetProperty("content");
        Assert.Equal(
            ["application/json", "image/*", "multipart/form-data"], content.EnumerateObject().Select(type => type.Name).Order());
        Assert.Equal(
            ["200", "400", "401", "408", "413", "415", "422", "429", "503"],
            predict.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
    }

    [Fact]
    public async Task UnknownRoutesAndMethods_AreProblems()
    {
        await TestService.ProblemAsync(await _service.Client.GetAsync("/nothing"), 404);
        await TestService.ProblemAsync(await _service.Client.GetAsync("/../etc/passwd"), 404);
        await TestService.ProblemAsync(await _service.Client.GetAsync("/predict"), 405);
        await TestService.ProblemAsync(await _service.Client.DeleteAsync("/model"), 405);
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/app.js", "text/javascript")]
    [InlineData("/model.html", "text/html")]
    [InlineData("/markdown.js", "text/javascript")]
    [InlineData("/base.css", "text/css")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task Page_IsServed_WithNothingFromOutside(string path, string type)
    {
        HttpResponseMessage response = await _service.Client.GetAsync(path);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        string text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("http://", text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
        using HttpRequestMessage again = new(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        Assert.Equal(304, (int)(await _service.Client.SendAsync(again)).StatusCode);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    [InlineData("text/html;q=0.5,application/json;q=0.4", "text/html")]
    [InlineData("text/html;q=0.5,application/json", "application/json")]
    [InlineData("text/html;q=0", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("nonsense", "application/json")]
    [InlineData("", "application/json")]
    public async Task Model_IsAPage_ForBrowsersAlone(string accept, string type)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/model");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        HttpResponseMessage response = await _service.Client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["Accept"], response.Headers.Vary);
    }

    [Fact]
    public async Task Api_IsAPage_WithAPolicyOfItsOwn()
    {
        HttpResponseMessage response = await _service.Client.GetAsync("/api/");
        string html = await response.Content.ReadAsStringAsync();
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        string nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Matches("^[0-9a-f]{32}$", nonce);
        Assert.Equal(3, html.Split($"nonce=\"{nonce}\"").Length - 1);
        Assert.Contains("connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("defaultHttpClient", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"telemetry\":false", html, StringComparison.Ordinal);
        HttpResponseMessage again = await _service.Client.GetAsync("/api/");
        Assert.DoesNotContain(nonce, await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        HttpResponseMessage script = await _service.Client.GetAsync("/api/scalar.js");
        Assert.Equal(200, (int)script.StatusCode);
        Assert.Equal("nosniff", script.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Explorer_ShowsEveryImageInItsCell()
    {
        JsonElement state = await ExplorerAsync(_service);
        Assert.Equal("ready", state.GetProperty("status").GetString());
        Assert.Equal(SampleDigits.All.Count, state.GetProperty("images").GetInt32());
        int seen = 0;
        for (int actual = 0; actual < 10; actual++)
        {
            for (int predicted = 0; predicted < 10; predicted++)
            {
                JsonElement cell = await TestService.ReadAsync(
                    await _service.Client.GetAsync($"/explorer/images?actual={actual}&predicted={predicted}"));
                Assert.Equal(state.GetProperty("counts")[actual][predicted].GetInt32(), cell.GetProperty("total").GetInt32());
                foreach (JsonElement image in cell.GetProperty("images").EnumerateArray())
                {
                    int index = image.GetProperty("index").GetInt32();
                    ModelOutput output = PredictionEngine.Default.Predict(SampleDigits.Pixels(index).AsSpan());
                    Assert.Equal(actual, SampleDigits.All.Label(index));
                    Assert.Equal(predicted, output.PredictedLabel);
                    Assert.Equal(output.Confidence, image.GetProperty("confidence").GetSingle(), 1e-5);
                    seen++;
                }
            }
        }

        Assert.Equal(SampleDigits.All.Count, seen);
        JsonElement part = await TestService.ReadAsync(await _service.Client.GetAsync("/explorer/images?actual=1&predicted=1&skip=1&take=2"));
        Assert.Equal(2, part.GetProperty("images").GetArrayLength());
        Assert.Equal(
            "Expected actual to be a whole number from 0 to 9.",
            await TestService.ProblemAsync(await _service.Client.GetAsync("/explorer/images?actual=10&predicted=1"), 400));
        await TestService.ProblemAsync(await _service.Client.GetAsync("/explorer/images?predicted=1"), 400);
    }

    [Fact]
    public async Task Explorer_SaysWhy_WhenTheDataCantBeRead()
    {
        string path = Path.Combine(Path.GetTempPath(), $"digits-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, "label,pixel0\n1,2\n");
        await using TestService service = await TestService.StartAsync(("Data", path));
        JsonElement state = await ExplorerAsync(service);
        Assert.Equal("failed", state.GetProperty("status").GetString());
        Assert.Contains(path, state.GetProperty("note").GetString(), StringComparison.Ordinal);
        await TestService.ProblemAsync(await service.Client.GetAsync("/explorer/images?actual=1&predicted=1"), 409);
        File.Delete(path);
    }

    [Fact]
    public async Task Explorer_SaysHowToGetImages_WhenThereAreNone()
    {
        await using TestService service = await TestService.StartAsync(("Data", "none"));
        JsonElement state = await ExplorerAsync(service);
        Assert.Equal("none", state.GetProperty("status").GetString());
        Assert.Contains("--data FILE", state.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ExplorerAsync(TestService service)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            JsonElement state = await TestService.ReadAsync(await service.Client.GetAsync("/explorer"));
            if (state.GetProperty("status").GetString() != "working")
            {
                return state;
            }

            Assert.True(waited.Elapsed < TestService.Patience, "The explorer does not get ready.");
            await Task.Delay(50);
        }
    }
}
