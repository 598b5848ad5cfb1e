using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Tests;

/// <summary>The whole service on a free port of this machine, server and limits included, and a client for it.</summary>
internal sealed class TestService : IAsyncDisposable
{
    /// <summary>The largest body, in bytes, that is sent without asking whether it is wanted.</summary>
    private const int LargestUnasked = 100_000;

    /// <summary>Only what hangs takes so long, however busy the machine is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private TestService(WebApplication app, Uri address)
    {
        App = app;
        Client = new() { BaseAddress = address, Timeout = Patience };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <param name="settings">Settings by name, such as <c>MaxBatch</c>; a few labelled images are there for the explorer.</param>
    public static Task<TestService> StartAsync(params (string Name, object Value)[] settings) => StartAsync(_ => { }, settings);

    /// <param name="configure">Changes the service before it starts, for example with a route that fails.</param>
    /// <param name="settings">Settings by name.</param>
    public static async Task<TestService> StartAsync(Action<WebApplication> configure, params (string Name, object Value)[] settings)
    {
        Dictionary<string, string?> overrides = new()
        {
            ["urls"] = "http://127.0.0.1:0",
            [$"{ServiceSettings.Section}:Data"] = SampleDigits.File,
        };
        foreach ((string name, object value) in settings)
        {
            overrides[$"{ServiceSettings.Section}:{name}"] = value.ToString();
        }

        WebApplication app = WebService.Create(overrides);
        configure(app);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new(app, new(address));
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, string json) =>
        PostAsync(path, Encoding.UTF8.GetBytes(json), "application/json; charset=utf-8");

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };

        // A service that refuses a body does not read it. Whoever sends it all the same may find the connection closed before the answer.
        request.Headers.ExpectContinue = body.Length > LargestUnasked;
        return Client.SendAsync(request);
    }

    /// <summary>The JSON of an answer that must be right.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The detail of an answer that must be problem details with a status.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage response, int status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        return problem.TryGetProperty("detail", out JsonElement detail) ? detail.GetString()! : "";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
