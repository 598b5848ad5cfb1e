using System.Net;
using System.Net.Sockets;

namespace MlNetDigits.WebApi.Tests;

public class ProtectionTests(SharedService shared) : IClassFixture<SharedService>
{
    private const string Key = "a-key-of-more-than-sixteen";

    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("Host", "evil.example", 400)]
    [InlineData("Host", "127.0.0.1.evil.example", 400)]
    [InlineData("Host", "localhost", 200)]
    [InlineData("Host", "[::1]:5000", 200)]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    public async Task OtherSites_GetNoAnswer(string header, string value, int status)
    {
        foreach (string path in (string[])["/model", "/", "/openapi/v1.json"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            HttpResponseMessage response = await _service.Client.SendAsync(request);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            if (status != 200)
            {
                await TestService.ProblemAsync(response, status);
            }
        }
    }

    [Fact]
    public async Task OtherHosts_AreToldWhy_WithTheSecurityHeaders()
    {
        HttpResponseMessage response = await AskAsync(_service, "evil.example");
        Assert.Equal("Expected the name of a host that this service answers to.", await TestService.ProblemAsync(response, 400));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("digits.example", 200)]
    [InlineData("DIGITS.example:8080", 200)]
    [InlineData("a.wild.example", 200)]
    [InlineData("wild.example", 400)]
    [InlineData("a.digits.example", 400)]
    [InlineData("127.0.0.1", 400)]
    [InlineData("localhost", 400)]
    public async Task AllowedHosts_AreThoseOfTheSettings(string host, int status)
    {
        await using TestService service = await TestService.StartAsync(("AllowedHosts", "digits.example;*.wild.example"));
        Assert.Equal(status, (int)(await AskAsync(service, host)).StatusCode);
    }

    /// <summary>HTTP/1.0 needs no host.</summary>
    [Fact]
    public async Task NoHost_IsRefused_WhereNamesAreKnown()
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", _service.Address.Port);
        await client.GetStream().WriteAsync("GET /health HTTP/1.0\r\n\r\n"u8.ToArray());
        using StreamReader answer = new(client.GetStream());
        Assert.Equal("HTTP/1.1 400 Bad Request", await answer.ReadLineAsync());
    }

    [Fact]
    public async Task OwnPage_MayAsk_AndLinksFromElsewhereLeadToIt()
    {
        using HttpRequestMessage own = new(HttpMethod.Get, "/model");
        own.Headers.Add("Origin", $"http://{_service.Address.Authority}");
        Assert.Equal(HttpStatusCode.OK, (await _service.Client.SendAsync(own)).StatusCode);
        using HttpRequestMessage link = new(HttpMethod.Get, "/");
        link.Headers.Add("Sec-Fetch-Site", "cross-site");
        link.Headers.Add("Sec-Fetch-Mode", "navigate");
        Assert.Equal(HttpStatusCode.OK, (await _service.Client.SendAsync(link)).StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/model")]
    [InlineData("/nothing")]
    [InlineData("/predict")]
    public async Task EveryAnswer_HasTheSecurityHeaders(string path)
    {
        HttpResponseMessage response = await _service.Client.GetAsync(path);
        string Header(string name) => string.Join(',', response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values : []);
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("", Header("Server"));
    }

    [Fact]
    public async Task ApiKey_IsAskedFor_WhereThereIsOne()
    {
        await using TestService service = await TestService.StartAsync(("ApiKey", Key));
        foreach (string path in (string[])["/model", "/explorer", "/explorer/images?actual=1&predicted=1"])
        {
            Assert.Equal("Expected the API key in the header X-Api-Key.", await TestService.ProblemAsync(await service.Client.GetAsync(path), 401));
            Assert.Equal(401, await StatusAsync(service, path, "wrong"));
            Assert.Equal(401, await StatusAsync(service, path, Key + "x"));
            Assert.Equal(401, await StatusAsync(service, path, Key[..^1]));
            Assert.NotEqual(401, await StatusAsync(service, path, Key));
        }

        await TestService.ProblemAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)), 401);
        foreach (string path in (string[])["/", "/app.js", "/health", "/health/ready", "/openapi/v1.json"])
        {
            Assert.Equal(200, (int)(await service.Client.GetAsync(path)).StatusCode);
        }

        service.Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
    }

    [Fact]
    public async Task OneCaller_MayAskSoOften()
    {
        await using TestService service = await TestService.StartAsync(("RequestsPerMinute", 2));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(200, (int)(await service.Client.GetAsync("/model")).StatusCode);
        }

        HttpResponseMessage response = await service.Client.GetAsync("/model");
        await TestService.ProblemAsync(response, 429);
        Assert.Equal(200, (int)(await service.Client.GetAsync("/health")).StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(TestService service, string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation("Host", host);
        return await service.Client.SendAsync(request);
    }

    private static async Task<int> StatusAsync(TestService service, string path, string key)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return (int)(await service.Client.SendAsync(request)).StatusCode;
    }
}
