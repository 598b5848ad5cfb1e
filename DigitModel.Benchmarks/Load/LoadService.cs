using System.CommandLine;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using MlNetDigits.WebApi;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.Benchmarks.Load;

/// <summary>
/// The service with one more route, which reads the body, responds with as many bytes as a prediction, and does nothing else.
/// </summary>
internal static class LoadService
{
    public const string CommandName = "load-service";
    public const string EmptyRoute = "/empty";

    private static readonly byte[] Answer = new byte[200];

    public static Command CreateCommand()
    {
        Command command = new(CommandName, "The process that load starts.") { Hidden = true };
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
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

/// <summary>The service as a separate process, which ends when this is disposed of.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The present working set of the process, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<ServiceProcess> StartAsync(CancellationToken cancellation)
    {
        ProcessStartInfo start = new("dotnet", [typeof(ServiceProcess).Assembly.Location, LoadService.CommandName])
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(cancellation) is string line)
        {
            if (Uri.TryCreate(line, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttp)
            {
                return new(process, address);
            }
        }

        process.Dispose();
        throw new InvalidOperationException("The service did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
