using System.Diagnostics;

namespace MlNetDigits.Benchmarks.Load;

/// <summary>The service as a process of its own; it ends when this is disposed of.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The bytes of the process that are in memory now.</summary>
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
        ProcessStartInfo start = new("dotnet", [typeof(ServiceProcess).Assembly.Location, LoadService.Command])
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
