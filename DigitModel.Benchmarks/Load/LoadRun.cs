using System.Diagnostics;
using System.Net.Http.Headers;

namespace MlNetDigits.Benchmarks.Load;

/// <summary>Asks one route from many connections at once, and compares every answer with the first one to the same body.</summary>
internal sealed class LoadRun(ServiceProcess service, string route, byte[][] bodies)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private readonly byte[]?[] _answers = new byte[bodies.Length][];
    private long _errors;

    public async Task<LoadResult> RunAsync(int connections, TimeSpan time, CancellationToken cancellation)
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = connections, UseProxy = false };
        using HttpClient client = new(handler) { BaseAddress = service.Address };
        await AskAsync(client, connections, WarmUp, cancellation);
        _errors = 0;
        long first = service.Memory;
        long largest = first;
        using Timer watch = new(_ => largest = Math.Max(largest, service.Memory), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        long start = Stopwatch.GetTimestamp();
        double[] times = await AskAsync(client, connections, time, cancellation);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        long end = service.Memory;
        return LoadResult.Of(route, times, took, _errors, first, Math.Max(largest, end), end);
    }

    /// <summary>How long each request took, in milliseconds.</summary>
    private async Task<double[]> AskAsync(HttpClient client, int connections, TimeSpan time, CancellationToken cancellation)
    {
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        List<double>[] times = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(
            async () =>
            {
                List<double> mine = [];
                for (int i = connection; Stopwatch.GetTimestamp() < end; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    await AskAsync(client, i % bodies.Length, cancellation);
                    mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                return mine;
            },
            cancellation)));
        return [.. times.SelectMany(mine => mine)];
    }

    private async Task AskAsync(HttpClient client, int body, CancellationToken cancellation)
    {
        ByteArrayContent content = new(bodies[body]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage response = await client.PostAsync(route, content, cancellation);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            byte[] expected = Interlocked.CompareExchange(ref _answers[body], answer, null) ?? answer;
            if (!response.IsSuccessStatusCode || !answer.AsSpan().SequenceEqual(expected))
            {
                Interlocked.Increment(ref _errors);
            }
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _errors);
        }
    }
}
