using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace MlNetDigits.Benchmarks.Load;

/// <summary>
/// Sends requests to one route over many connections, and compares each response with the first one to the same body.
/// </summary>
internal sealed class LoadRun(ServiceProcess service, string route, byte[][] bodies, string type)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private readonly byte[]?[] _answers = new byte[bodies.Length][];
    private long _errors;

    public async Task<LoadResult> RunAsync(int connections, TimeSpan time, CancellationToken cancellation)
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = connections, UseProxy = false };
        using HttpClient client = new(handler) { BaseAddress = service.Address };
        await SendAsync(client, connections, WarmUp, cancellation);
        _errors = 0;
        long first = service.Memory;
        long largest = first;
        using Timer watch = new(_ => largest = Math.Max(largest, service.Memory), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        long start = Stopwatch.GetTimestamp();
        double[] times = await SendAsync(client, connections, time, cancellation);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        long end = service.Memory;
        return LoadResult.Of(route, times, took, _errors, first, Math.Max(largest, end), end);
    }

    /// <returns>The duration of each request in milliseconds.</returns>
    private async Task<double[]> SendAsync(HttpClient client, int connections, TimeSpan time, CancellationToken cancellation)
    {
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        List<double>[] times = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(
            async () =>
            {
                List<double> mine = [];
                for (int i = connection; Stopwatch.GetTimestamp() < end; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    await SendAsync(client, i % bodies.Length, cancellation);
                    mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                return mine;
            },
            cancellation)));
        return [.. times.SelectMany(mine => mine)];
    }

    private async Task SendAsync(HttpClient client, int body, CancellationToken cancellation)
    {
        ByteArrayContent content = new(bodies[body]);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
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

/// <summary>The result for one route. Times are in milliseconds, memory in bytes.</summary>
internal sealed record LoadResult(
    string Route, int Requests, double PerSecond, double Median, double P99, double Slowest, long Errors, long First, long Largest, long Last)
{
    private const double Mega = 1 << 20;

    public static LoadResult Of(string route, double[] times, TimeSpan took, long errors, long first, long largest, long last)
    {
        Array.Sort(times);
        double At(double share) => times[Math.Min(times.Length - 1, (int)(times.Length * share))];
        return new(route, times.Length, times.Length / took.TotalSeconds, At(0.5), At(0.99), times[^1], errors, first, largest, last);
    }

    /// <summary>A row of a Markdown table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| `POST {Route}` | {Requests:N0} | {PerSecond:N0} | {Median:F2} | {P99:F2} | {Slowest:F1} | {Errors:N0} "
        + $"| {First / Mega:F0} | {Largest / Mega:F0} | {Last / Mega:F0} |");
}
