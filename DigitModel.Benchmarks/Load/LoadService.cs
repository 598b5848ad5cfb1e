using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using MlNetDigits.WebApi;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.Benchmarks.Load;

/// <summary>The service as it is, with one route more that reads a body and answers with as many bytes, and does nothing else.</summary>
internal static class LoadService
{
    public const string Command = "load-service";
    public const string EmptyRoute = "/empty";

    private static readonly byte[] Answer = new byte[200];

    public static async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using WebApplication app = WebService.Create(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            [$"{ServiceSettings.Section}:Data"] = ServiceSettings.NoData,
        });
        app.MapPost(EmptyRoute, EmptyAsync);
        await app.StartAsync(cancellation);
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static async Task EmptyAsync(HttpContext http)
    {
        ReadResult part;
        do
        {
            part = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
            http.Request.BodyReader.AdvanceTo(part.Buffer.End);
        }
        while (!part.IsCompleted);

        await http.Response.Body.WriteAsync(Answer, http.RequestAborted);
    }
}
