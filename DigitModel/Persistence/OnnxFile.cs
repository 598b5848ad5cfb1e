using DigitModel.Network;

namespace DigitModel.Persistence;

/// <summary>Trained networks as ONNX, which ONNX Runtime, OpenCV and most other frameworks read.</summary>
/// <remarks>
/// It computes what the <c>model.onnx</c> of a model file does; weights of half precision, which some readers don't know, are
/// written at full width. The input <c>PixelValues</c> is float [N, 1, 28, 28]: rows from top to bottom,
/// grey values divided by 255, 0 background and 1 ink. The output <c>Score</c> is float [N, 10]: element d of a row is the
/// probability of digit d, the mean of several members and the temperature allowed for. A graph has no place for the digit
/// score's threshold.
/// </remarks>
public static class OnnxFile
{
    /// <summary>The graph's input: float [N, 1, 28, 28], grey values in 0…1.</summary>
    public const string InputName = OnnxExporter.InputName;

    /// <summary>The graph's output: float [N, 10], probabilities.</summary>
    public const string OutputName = OnnxExporter.OutputName;

    /// <summary>Writes the file, whole or not at all: the same bytes for the same network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">Where to; the folder must exist.</param>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public static void Save(TrainedNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = OnnxWriter.Write(OnnxExporter.Export(network, isPortable: true));
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }
}
