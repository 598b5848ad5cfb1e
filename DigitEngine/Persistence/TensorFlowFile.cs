using DigitEngine.Network;
using DigitEngine.Persistence.TensorFlow;

namespace DigitEngine.Persistence;

/// <summary>
/// Trained networks as frozen TensorFlow graphs (<c>GraphDef</c>, <c>.pb</c>), which TensorFlow, ML.NET's
/// <c>ScoreTensorFlowModel</c> and OpenCV's <c>readNetFromTensorflow</c> read.
/// </summary>
/// <remarks>
/// The input <c>Placeholder</c> is float [images, 28, 28, 1]: rows from top to bottom, grey values divided by 255, 0 background
/// and 1 ink. The output <c>Softmax</c> is float [images, 10]: element d of a row is the probability of digit d, with the mean
/// of several members and the temperature taken into account. The digit score's threshold has no place in a graph.
/// </remarks>
public static class TensorFlowFile
{
    /// <summary>The graph's input: float [images, 28, 28, 1], grey values in 0…1.</summary>
    public const string InputName = TensorFlowExporter.InputName;

    /// <summary>The graph's output: float [images, 10], probabilities.</summary>
    public const string OutputName = TensorFlowExporter.OutputName;

    /// <summary>Writes the file, completely or not at all. The same network gives the same bytes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">Where to; the folder must exist.</param>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public static void Save(TrainedNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = ToBytes(network);
        OutputFile.Save(path, stream => stream.Write(bytes));
    }

    internal static byte[] ToBytes(TrainedNetwork network) => TensorFlowGraphWriter.Write(TensorFlowExporter.Export(network));
}
