using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;

namespace DigitEngine.Persistence;

/// <summary>Trained networks as ONNX, which ONNX Runtime, OpenCV and most other frameworks read.</summary>
/// <remarks>
/// The input <c>PixelValues</c> is float [N, 1, 28, 28]: rows from top to bottom, grey values divided by 255, 0 background and 1
/// ink. The output <c>Score</c> is float [N, 10]: element d of a row is the probability of digit d, with the mean of several
/// members and the temperature taken into account. The digit score and its threshold are only in the graph of a model file.
/// </remarks>
public static class OnnxFile
{
    /// <summary>A little more than the parameters of the largest network take, in bytes.</summary>
    private const long LargestFile = (256L << 20) + (1 << 20);

    /// <summary>The graph's input: float [N, 1, 28, 28], grey values in 0…1.</summary>
    public const string InputName = OnnxExporter.InputName;

    /// <summary>The graph's output: float [N, 10], probabilities.</summary>
    public const string OutputName = OnnxExporter.OutputName;

    /// <summary>Writes the file, completely or not at all. The same network gives the same bytes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">Where to; the folder must exist.</param>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public static void Save(TrainedNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = OnnxWriter.Write(OnnxExporter.Export(network));
        OutputFile.Save(path, stream => stream.Write(bytes));
    }

    /// <summary>
    /// A network that was trained elsewhere, as a model: a chain of Conv, BatchNormalization, Relu, MaxPool, AveragePool, Gemm or
    /// MatMul, and of operators that change shapes between them, from images of 28×28 pixels to ten logits or probabilities. A
    /// graph without Softmax at its end is taken to give logits. The model card says what is not known: how it was trained, and
    /// how good it is.
    /// </summary>
    /// <param name="path">The ONNX file, which must hold all its weights, of operator version 7 to 22.</param>
    /// <param name="options">What the file doesn't say; by default grey values in 0…1, and the outputs are 0 to 9.</param>
    /// <exception cref="ModelFormatException">
    /// The file can't be read, is damaged, or contains an operator, an attribute or a shape that is not supported. The message is
    /// one line that begins with <paramref name="path"/> and names the node.
    /// </exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public static ModelFile Import(string path, OnnxImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes;
        try
        {
            long length = new FileInfo(path).Length;
            bytes = length <= LargestFile
                ? File.ReadAllBytes(path)
                : throw new ModelFormatException(path, FormattableString.Invariant($"expected at most {LargestFile} bytes but found {length}"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFormatException(path, Directory.Exists(path) ? "expected an ONNX file but found a folder" : "the file does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, Directory.Exists(path) ? "expected an ONNX file but found a folder" : "can't be read", e);
        }

        return OnnxImporter.Import(bytes, path, options ?? new());
    }
}
