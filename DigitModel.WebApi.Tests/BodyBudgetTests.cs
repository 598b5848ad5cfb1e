using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace MlNetDigits.WebApi.Tests;

/// <summary>All bodies together take no more memory than allowed, and nobody waits for those that never come.</summary>
public class BodyBudgetTests
{
    private const int Large = 700_000;

    /// <summary>There is room for one large body, and the next one may not wait.</summary>
    private static Task<TestService> StartAsync(int maxQueue = 0) => TestService.StartAsync(
        ("MaxBodyBytes", 1 << 20), ("MaxBytesInFlight", 1 << 20), ("MaxQueue", maxQueue), ("MaxConcurrent", 4), ("TimeoutSeconds", 300));

    [Theory]
    [InlineData("length")]
    [InlineData("chunked")]
    [InlineData("form")]
    public async Task LargeBodies_AreTurnedAway_WhileThereIsNoRoom(string kind)
    {
        await using TestService service = await StartAsync();
        TcpClient sender = await BeginAsync(service, Large, 100_000, keepSending: true);
        HttpResponseMessage busy = await WaitForAsync(503, async () =>
        {
            if (sender.Available > 0)
            {
                // It has an answer: an earlier request of this loop had the room, and it was the sender that was turned away.
                sender.Dispose();
                sender = await BeginAsync(service, Large, 100_000, keepSending: true);
            }

            return await SendAsync(service, kind);
        });
        Assert.Equal(TimeSpan.FromSeconds(1), busy.Headers.RetryAfter!.Delta);
        Assert.StartsWith("Too many requests", await TestService.ProblemAsync(busy, 503), StringComparison.Ordinal);

        // What is small always has room.
        await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
        sender.Dispose();
        await TestService.ProblemAsync(await WaitForAsync(422, () => SendAsync(service, kind)), 422);
    }

    [Fact]
    public async Task LargeBodies_WaitForRoom_WhereTheyMay()
    {
        await using TestService service = await StartAsync(maxQueue: 100);
        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(i => SendAsync(service, i % 3 == 0 ? "length" : i % 3 == 1 ? "chunked" : "form")));
        Assert.All(answers, answer => Assert.Equal(422, (int)answer.StatusCode));
    }

    [Fact]
    public async Task AnnouncedBodies_TakeNoRoom_BeforeTheyCome()
    {
        await using TestService service = await StartAsync();
        List<TcpClient> announced = [];
        for (int i = 0; i < 20; i++)
        {
            announced.Add(await BeginAsync(service, Large, 1000, keepSending: false));
        }

        await TestService.ProblemAsync(await SendAsync(service, "length"), 422);
        announced.ForEach(client => client.Dispose());
    }

    /// <summary>The time is up when the test's patience ends as well.</summary>
    [Fact]
    public async Task StalledSenders_GiveTheirRoomBack_LongBeforeTheTimeIsUp()
    {
        await using TestService service = await StartAsync(maxQueue: 10);
        using TcpClient stalled = await BeginAsync(service, Large, 20_000, keepSending: false);
        await TestService.ProblemAsync(await SendAsync(service, "length"), 422);
        using StreamReader answer = new(stalled.GetStream());
        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer.ReadLineAsync());
        Assert.Contains("The body did not arrive in time.", await answer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    /// <summary>With room for one and no queue, room that was not given back would turn everything down.</summary>
    [Fact]
    public async Task Room_IsGivenBack_WhateverBecomesOfTheRequest()
    {
        await using TestService service = await StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await TestService.ProblemAsync(await SendAsync(service, "form"), 422);
            await TestService.ProblemAsync(await SendAsync(service, "chunked"), 422);
            await TestService.ProblemAsync(await service.PostJsonAsync("/predict", "[" + new string(' ', Large)), 400);
            await TestService.ProblemAsync(await service.PostAsync("/read", new byte[(1 << 20) + 1], "image/png"), 413);
            await TestService.ProblemAsync(await service.PostAsync("/read", new byte[Large], "multipart/form-data; boundary=none"), 400);
            (await BeginAsync(service, Large, 100_000, keepSending: false)).Dispose();
            await WaitForAsync(422, () => SendAsync(service, "length"));
        }
    }

    private static Task<HttpResponseMessage> SendAsync(TestService service, string kind)
    {
        HttpContent picture = new ByteArrayContent(new byte[Large]);
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        HttpContent content = kind == "form" ? new MultipartFormDataContent { { picture, "file", "scan.png" } } : picture;
        HttpRequestMessage request = new(HttpMethod.Post, "/predict") { Content = content };
        request.Headers.TransferEncodingChunked = kind == "chunked";
        return service.Client.SendAsync(request);
    }

    /// <summary>Sends again until the answer is the expected one: what others do takes a moment to be noticed.</summary>
    private static async Task<HttpResponseMessage> WaitForAsync(int status, Func<Task<HttpResponseMessage>> send)
    {
        using CancellationTokenSource patience = new(TestService.Patience);
        while (true)
        {
            HttpResponseMessage response = await send();
            if ((int)response.StatusCode == status)
            {
                return response;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Announces a picture and sends its first bytes, and if wanted the others so slowly that the time nearly runs out.</summary>
    private static async Task<TcpClient> BeginAsync(TestService service, int length, int sent, bool keepSending)
    {
        TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", service.Address.Port);
        NetworkStream stream = client.GetStream();
        string head = $"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(new byte[sent]);
        if (keepSending)
        {
            _ = Task.Run(async () =>
            {
                for (int left = length - sent; left > 1000; left -= 1000)
                {
                    await Task.Delay(200);
                    await stream.WriteAsync(new byte[1000]);
                }
            });
        }

        return client;
    }
}
