using System.Net;
using System.Text.Json;
using DigitEngine.Prediction;
using DigitPictures;
using Microsoft.AspNetCore.Builder;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Hosting;

public class HostingDocsTests
{
    [Fact]
    public void Example_IsTheCompiledOne()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "DigitModel.Tests", "Hosting", "HostingExample.cs"));
        int start = source.IndexOf("// hosting.md\n", StringComparison.Ordinal);
        string[] lines = source[start..source.IndexOf("// end", StringComparison.Ordinal)].Split('\n')[1..^1];
        string example = string.Join('\n', lines.Select(line => line.Length > 8 ? line[8..] : "")).TrimEnd();

        Assert.Contains($"\n\n{example}\napp.Run();\n```", File.ReadAllText(Path.Combine(Repository.Root, "docs", "hosting.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Example_Answers()
    {
        await using WebApplication app = HostingExample.Build(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        byte[] pixels = TrainingData.Pixels(1);
        using MemoryStream png = new();
        new GrayPicture(28, 28, pixels).SavePng(png);
        using ByteArrayContent content = new(png.ToArray());

        using HttpResponseMessage response = await client.PostAsync(new Uri("/digit", UriKind.Relative), content);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(PredictionEngine.Default.Predict(pixels).PredictedLabel, answer.RootElement.GetProperty("predictedLabel").GetInt32());
        Assert.True(answer.RootElement.GetProperty("isDigit").GetBoolean());

        foreach (byte[] bad in (byte[][])[[], "GIF89a"u8.ToArray(), "no picture"u8.ToArray(), png.ToArray()[..200]])
        {
            using ByteArrayContent picture = new(bad);
            using HttpResponseMessage refusal = await client.PostAsync(new Uri("/digit", UriKind.Relative), picture);
            string problem = await refusal.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.BadRequest, refusal.StatusCode);
            Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType?.MediaType);
            Assert.Contains("picture", JsonDocument.Parse(problem).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal("ok", await client.GetStringAsync(new Uri("/health", UriKind.Relative)));
        await app.StopAsync();
    }
}
