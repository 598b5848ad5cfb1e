using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

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

    /// <summary>An origin is scheme, host and port together.</summary>
    [Theory]
    [InlineData("http://digits.example", "digits.example", 200)]
    [InlineData("http://digits.example", "digits.example:80", 200)]
    [InlineData("http://DIGITS.example:8080", "digits.example:8080", 200)]
    [InlineData("https://digits.example", "digits.example", 403)]
    [InlineData("http://digits.example:8080", "digits.example", 403)]
    [InlineData("http://digits.example", "digits.example:8080", 403)]
    [InlineData("ftp://digits.example", "digits.example", 403)]
    [InlineData("http://digits.example.evil", "digits.example", 403)]
    [InlineData("http://evil@digits.example", "digits.example", 403)]
    [InlineData("digits.example", "digits.example", 403)]
    public async Task OtherOrigins_GetNoAnswer(string origin, string host, int status)
    {
        await using TestService service = await TestService.StartAsync(("AllowedHosts", "digits.example"));
        Assert.Equal(status, await StatusAsync(service, ("Host", host), ("Origin", origin)));
    }

    /// <summary>A proxy that ends https asks over http. Who may say so is a setting: otherwise any caller could.</summary>
    [Theory]
    [InlineData("127.0.0.1", "https", "https://digits.example", 200)]
    [InlineData("10.0.0.1;127.0.0.0/8", "https", "https://digits.example", 200)]
    [InlineData("127.0.0.1", "https", "http://digits.example", 403)]
    [InlineData("127.0.0.1", "http", "https://digits.example", 403)]
    [InlineData("10.0.0.1", "https", "https://digits.example", 403)]
    [InlineData("", "https", "https://digits.example", 403)]
    public async Task Proxies_SayWhichSchemeTheBrowserUsed_IfTrusted(string trusted, string scheme, string origin, int status)
    {
        await using TestService service = await TestService.StartAsync(("AllowedHosts", "digits.example"), ("TrustedProxies", trusted));
        Assert.Equal(status, await StatusAsync(service, ("Host", "digits.example"), ("Origin", origin), ("X-Forwarded-Proto", scheme)));
    }

    /// <summary>Only browsers set Sec-Fetch-Site, and they know what the page and its address are, whatever proxies do.</summary>
    [Fact]
    public async Task SameOrigin_AsTheBrowserSeesIt_IsEnough()
    {
        await using TestService service = await TestService.StartAsync(("AllowedHosts", "digits.example"));
        (string, string)[] headers = [("Host", "digits.example"), ("Origin", "https://digits.example")];
        Assert.Equal(200, await StatusAsync(service, [.. headers, ("Sec-Fetch-Site", "same-origin")]));
        Assert.Equal(403, await StatusAsync(service, [.. headers, ("Sec-Fetch-Site", "same-site")]));
        Assert.Equal(403, await StatusAsync(service, headers));
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
        AssertSecured(await _service.Client.GetAsync(path));
    }

    [Fact]
    public async Task EveryError_HasTheSecurityHeaders()
    {
        await using TestService service = await TestService.StartAsync(
            app => app.MapGet("/fails", IResult () => throw new InvalidOperationException("A bug.")),
            ("MaxBodyBytes", 1024),
            ("ApiKey", Key),
            ("RequestsPerMinute", 6));
        async Task AssertProblemAsync(int status, Task<HttpResponseMessage> request)
        {
            HttpResponseMessage response = await request;
            string detail = await TestService.ProblemAsync(response, status);
            Assert.DoesNotContain("A bug", detail, StringComparison.Ordinal);
            AssertSecured(response);
        }

        await AssertProblemAsync(500, service.Client.GetAsync("/fails"));
        await AssertProblemAsync(404, service.Client.GetAsync("/nothing"));
        await AssertProblemAsync(405, service.Client.DeleteAsync("/model"));
        await AssertProblemAsync(401, service.Client.GetAsync("/model"));
        await AssertProblemAsync(400, AskAsync(service, "evil.example"));
        service.Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        await AssertProblemAsync(400, service.PostJsonAsync("/predict", "{"));
        await AssertProblemAsync(413, service.PostJsonAsync("/predict", new string(' ', 2000)));
        await AssertProblemAsync(415, service.PostAsync("/predict", [1], "text/plain"));
        await AssertProblemAsync(422, service.PostAsync("/read", "GIF89a"u8.ToArray(), "image/gif"));
        HttpResponseMessage last = await service.Client.GetAsync("/model");
        while (last.IsSuccessStatusCode)
        {
            last = await service.Client.GetAsync("/model");
        }

        await AssertProblemAsync(429, Task.FromResult(last));
        service.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        await AssertProblemAsync(403, service.Client.GetAsync("/model"));
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

    private static void AssertSecured(HttpResponseMessage response)
    {
        string Header(string name) => string.Join(',', response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values : []);
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.NotEqual("", Header("Cache-Control"));
        Assert.Equal("", Header("Server"));
    }

    private static async Task<HttpResponseMessage> AskAsync(TestService service, string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation("Host", host);
        return await service.Client.SendAsync(request);
    }

    private static async Task<int> StatusAsync(TestService service, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/model");
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return (int)(await service.Client.SendAsync(request)).StatusCode;
    }

    private static async Task<int> StatusAsync(TestService service, string path, string key)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return (int)(await service.Client.SendAsync(request)).StatusCode;
    }
}
