using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary>libtorch, the engine of PyTorch, in a process of its own, which <c>libtorch.sh</c> builds and starts.</summary>
internal sealed class Libtorch : IPeer
{
    private Libtorch()
    {
    }

    public string Name { get; private set; } = "libtorch";

    private static string Script => Path.Combine(AppContext.BaseDirectory, "Peers", "libtorch", "libtorch.sh");

    /// <summary>Makes libtorch ready; the first time, that fetches 500 MB.</summary>
    /// <returns>libtorch, or null where it can't be had.</returns>
    public static Libtorch? Prepare() => OperatingSystem.IsLinux() && Run("--prepare") is not null ? new() : null;

    public double Measure(PeerTask task, double seconds)
    {
        string output = Run(
            task.Architecture.Name,
            task.Name,
            task.Threads.ToString(CultureInfo.InvariantCulture),
            seconds.ToString(CultureInfo.InvariantCulture)) ?? throw new InvalidOperationException($"libtorch failed on {task}.");
        using JsonDocument answer = JsonDocument.Parse(output);
        Name = answer.RootElement.GetProperty("peer").GetString()!;
        return answer.RootElement.GetProperty("imagesPerSecond").GetDouble();
    }

    /// <summary>What the script prints, or null if it fails. What goes wrong is on standard error.</summary>
    private static string? Run(params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Script, .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : null;
    }
}
