using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DigitEngine.Prediction;
using Microsoft.AspNetCore.Builder;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Hosting;

public class MlNetHostingTests
{
    [Theory]
    [InlineData("pipeline", "```csharp", "```")]
    [InlineData("service", "", "app.Run();\n```")]
    public void Example_IsTheCompiledOne(string name, string before, string after)
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "DigitModel.Tests", "Hosting", "MlNetHostingExample.cs"));
        int start = source.IndexOf($"// hosting.md: {name}\n", StringComparison.Ordinal);
        string[] lines = source[start..source.IndexOf("// end", start, StringComparison.Ordinal)].Split('\n')[1..^1];
        int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        string example = string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : "")).TrimEnd();

        Assert.Contains(
            $"{before}\n{example}\n{after}\n", File.ReadAllText(Path.Combine(Repository.Root, "docs", "hosting.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Example_PredictsWhatOurEngineDoes_ForManyRequestsAtOnce()
    {
        await using WebApplication app = MlNetHostingExample.Build(
            ["--urls", "http://127.0.0.1:0", "--Model", Path.Combine(Repository.Root, "assets", "DigitModel.zip")]);
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        byte[][] images = [.. TrainingData.Pixels(200).Chunk(784)];

        await Parallel.ForAsync(0, images.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        {
            using HttpResponseMessage response = await client.PostAsJsonAsync(
                "/digit", new { pixelValues = images[i].Select(pixel => (float)pixel) }, cancellation);
            using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
            ModelOutput expected = PredictionEngine.Default.Predict(images[i].AsSpan());
            Assert.Equal(expected.PredictedLabel, answer.RootElement.GetProperty("predictedLabel").GetSingle());
            Assert.Equal(expected.IsDigit, answer.RootElement.GetProperty("isDigit").GetBoolean());
            Assert.Equal(expected.Confidence, answer.RootElement.GetProperty("score")[expected.PredictedLabel].GetSingle(), 1e-5f);
        });

        foreach (float[] pixels in (float[][])[[], new float[783], [.. Enumerable.Repeat(256f, 784)]])
        {
            using HttpResponseMessage response = await client.PostAsJsonAsync("/digit", new { pixelValues = pixels });
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        await app.StopAsync();
    }
}
