using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DigitEngine.Prediction;

namespace MlNetDigits.WebApi.Tests;

/// <summary>What some callers do changes nothing for the others.</summary>
public class LoadTests
{
    [Fact]
    public async Task SlowCallers_KeepNobodyWaiting_AndAreToldInTheEnd()
    {
        await using TestService service = await TestService.StartAsync(("TimeoutSeconds", 10), ("MaxConcurrent", 1), ("MaxQueue", 0));
        List<TcpClient> slow = [];
        for (int i = 0; i < 40; i++)
        {
            TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", service.Address.Port);
            string head = $"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3000\r\n\r\n{{\"pixels\":[";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            slow.Add(client);
        }

        await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
        using StreamReader answer = new(slow[0].GetStream());
        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer.ReadLineAsync());
        slow.ForEach(client => client.Dispose());
        await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
    }

    [Fact]
    public async Task BrokenOffRequests_AreForgotten()
    {
        await using TestService service = await TestService.StartAsync();
        for (int i = 0; i < 50; i++)
        {
            using TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", service.Address.Port);
            string head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 3000\r\n\r\nxx";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? head : "\0\r\n\r\n"));
        }

        await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
    }

    [Fact]
    public async Task TooMany_AreToldToComeBack()
    {
        await using TestService service = await TestService.StartAsync(("MaxConcurrent", 1), ("MaxQueue", 1), ("MaxBatch", 1000));
        string batch = $"{{\"images\":[{string.Join(',', Enumerable.Repeat(SampleDigits.Row(0), 300))}]}}";
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.PostJsonAsync("/predict/batch", batch)));
        HttpResponseMessage[] busy = [.. answers.Where(answer => (int)answer.StatusCode == 503)];
        Assert.NotEmpty(busy);
        Assert.Contains(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers, answer => Assert.True((int)answer.StatusCode is 200 or 503));
        Assert.Equal(TimeSpan.FromSeconds(1), busy[0].Headers.RetryAfter!.Delta);
        Assert.StartsWith("Too many requests", await TestService.ProblemAsync(busy[0], 503));
        await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
    }

    [Fact]
    public async Task GoodRequests_AreAnsweredRight_AmongBadOnes()
    {
        await using TestService service = await TestService.StartAsync(("MaxBodyBytes", 100_000));
        byte[] picture = SampleDigits.Png(SampleDigits.Picture(4));
        await Task.WhenAll(Enumerable.Range(0, 240).Select(async i =>
        {
            switch (i % 6)
            {
                case 0:
                    await TestService.ProblemAsync(await service.PostJsonAsync("/predict", "{\"pixels\":[" + i), 400);
                    break;
                case 1:
                    await TestService.ProblemAsync(await service.PostAsync("/predict", picture[..(i % picture.Length)], "image/png"), i == 0 ? 400 : 422);
                    break;
                case 2:
                    await TestService.ProblemAsync(await service.PostAsync("/read", new byte[100_001], "image/png"), 413);
                    break;
                case 3:
                    JsonElement seen = await TestService.ReadAsync(await service.PostAsync("/predict", picture, "image/png"));
                    Assert.Equal(SampleDigits.All.Label(4), seen.GetProperty("predictedLabel").GetInt32());
                    break;
                default:
                    int image = i % SampleDigits.All.Count;
                    JsonElement answer = await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(image)));
                    Assert.Equal(PredictionEngine.Default.Predict(SampleDigits.Pixels(image).AsSpan()).Score,
                        answer.GetProperty("score").EnumerateArray().Select(score => score.GetSingle()).ToArray());
                    break;
            }
        }));
    }

    [Fact]
    public async Task Model_IsTakenAgain_WhenItsFileChanges()
    {
        string path = Path.Combine(Path.GetTempPath(), $"model-{Guid.NewGuid():N}.zip");
        File.Copy(Path.Combine(SampleDigits.Root, "assets", "DigitModel.zip"), path);
        await using TestService service = await TestService.StartAsync(("Model", path));
        await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
        await File.WriteAllTextAsync(path, "no model");
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            JsonElement model = await TestService.ReadAsync(await service.Client.GetAsync("/model"));
            await TestService.ReadAsync(await service.PostJsonAsync("/predict", SampleDigits.Json(0)));
            if (model.TryGetProperty("reloadProblem", out JsonElement problem))
            {
                Assert.Contains(path, problem.GetString(), StringComparison.Ordinal);
                break;
            }

            Assert.True(clock.Elapsed < TestService.Patience, "The change was not noticed.");
            await Task.Delay(100);
        }

        File.Delete(path);
    }
}
