using Xunit.Abstractions;

namespace MlNetDigits.Tests.Consumers;

/// <summary>
/// Others must compute from exported files what we compute: on 1,000 images of the sample for the shipped model, on fewer for
/// networks of random weights. Each needs a program that an environment variable names; without it the test says that it
/// did nothing.
/// </summary>
[Trait("Category", "Toolchain")]
public class ConsumerTests(ITestOutputHelper output)
{
    /// <summary>A folder in which <c>npm install onnxruntime-node</c> was done.</summary>
    private const string OnnxRuntime = "DIGITMODEL_ONNXRUNTIME";

    /// <summary>A folder in which <c>npm install @tensorflow/tfjs</c> was done.</summary>
    private const string TensorFlowJs = "DIGITMODEL_TFJS";

    /// <summary>A Python that has OpenCV's <c>cv2</c>, such as <c>/usr/bin/python3</c> where Debian's <c>python3-opencv</c> is.</summary>
    private const string OpenCv = "DIGITMODEL_OPENCV";

    [Fact]
    public void OnnxRuntime_GivesOurScores_WhereItIsInstalled()
    {
        if (Find(OnnxRuntime) is string modules)
        {
            Consumer.Compare(output, [".onnx", Consumer.InModelFile], "node", Script("onnxruntime.mjs"), modules);
        }
    }

    [Fact]
    public void OpenCv_GivesOurScores_WhereItIsInstalled()
    {
        if (Find(OpenCv) is string python)
        {
            Consumer.Compare(output, [".onnx", ".pb"], python, Script("opencv.py"));
        }
    }

    [Fact]
    public void TensorFlowJs_GivesOurScores_WhereItIsInstalled()
    {
        if (Find(TensorFlowJs) is string modules)
        {
            Consumer.Compare(output, [".tfjs"], "node", Script("tfjs.mjs"), modules);
        }
    }

    private string? Find(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return value;
        }

        output.WriteLine($"NOT RUN: the environment variable {variable} is not set.");
        return null;
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Consumers", name);
}
