
namespace MlNetDigits.Tests.Consumers;

/// <summary>
/// Others must compute from exported files what we compute: on 1,000 images of the sample for the shipped model, on fewer for
/// networks of random weights. Each needs a program that an environment variable names, and is skipped without it.
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
    public void OnnxRuntime_GivesOurScores_WhereItIsInstalled() =>
        Consumer.Compare(output, [".onnx", Consumer.InModelFile], "node", Script("onnxruntime.mjs"), Find(OnnxRuntime));

    [Fact]
    public void OpenCv_GivesOurScores_WhereItIsInstalled() =>
        Consumer.Compare(output, [".onnx", ".pb"], Find(OpenCv), Script("opencv.py"));

    [Fact]
    public void TensorFlowJs_GivesOurScores_WhereItIsInstalled() =>
        Consumer.Compare(output, [".tfjs"], "node", Script("tfjs.mjs"), Find(TensorFlowJs));

    private static string Find(string variable)
    {
        string? value = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"The environment variable {variable} is not set.");
        return value!;
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Consumers", name);
}
