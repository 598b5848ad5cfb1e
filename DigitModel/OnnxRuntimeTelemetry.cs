using System.Runtime.InteropServices;

namespace MlNetDigits;

/// <summary>
/// Keeps ONNX Runtime from telling anybody anything. Since 1.30 its Linux build sends telemetry unless told otherwise, and writes a
/// device id into the home folder. It asks the C environment when its first session is made; .NET's own
/// <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not reach that on Unix.
/// </summary>
public static partial class OnnxRuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns telemetry off for this process. Call it before anything loads ONNX Runtime, such as <c>mlContext.Model.Load</c> of a
    /// model with an ONNX graph; everything of ours that loads it does so by itself.
    /// </summary>
    public static void Disable()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        int error = OperatingSystem.IsWindows() ? PutEnvironmentVariable(Variable, "1") : SetEnvironmentVariable(Variable, "1", overwrite: 1);
        if (error != 0)
        {
            throw new InvalidOperationException($"The environment variable {Variable} can't be set, so ONNX Runtime would send telemetry.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PutEnvironmentVariable(string name, string value);
}
