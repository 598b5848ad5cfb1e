using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDigits;

/// <summary>
/// Keeps ONNX Runtime from telling anybody anything. Since 1.30 its Linux build sends telemetry unless told otherwise, and writes a
/// device id into the home folder. It asks the C environment when its first session is made; .NET's own
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not reach that on Unix. Its Windows build asks no variable.
/// </summary>
public static partial class OnnxRuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns telemetry off for this process. Call it before anything loads ONNX Runtime, such as <c>mlContext.Model.Load</c> of a
    /// model with an ONNX graph; everything of ours that loads it does so by itself.
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
