using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDigits;

/// <summary>
/// Keeps ONNX Runtime from sending telemetry. Since 1.30, its Linux build does so by default and writes a device id into the home
/// folder. It reads a variable of the C environment when its first session is made, and on Unix .NET's own
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not change that environment. Its Windows build reads no
/// variable.
/// </summary>
public static partial class OnnxRuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns telemetry off for this process. Call it before anything loads ONNX Runtime, such as <c>mlContext.Model.Load</c> of a
    /// model with an ONNX graph. Code of this library that loads ONNX Runtime calls it itself.
    /// </summary>
    /// <exception cref="InvalidOperationException">The environment can't be changed.</exception>
    public static void Disable()
    {
        if (OperatingSystem.IsWindows())
        {
            OrtEnv.Instance().DisableTelemetryEvents();
        }
        else if (SetEnvironmentVariable(Variable, "1", overwrite: 1) != 0)
        {
            throw new InvalidOperationException($"The environment variable {Variable} can't be set, so ONNX Runtime would send telemetry.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
