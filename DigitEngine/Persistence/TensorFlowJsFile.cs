using DigitEngine.Network;
using DigitEngine.Persistence.TensorFlowJs;

namespace DigitEngine.Persistence;

/// <summary>
/// Trained networks for TensorFlow.js, in its layers format: a JSON file for <c>tf.loadLayersModel</c>, and a file of
/// weights beside it.
/// </summary>
/// <remarks>
/// The input is float [images, 28, 28, 1]: rows from top to bottom, grey values divided by 255, 0 background and 1 ink. The
/// output is float [images, 10]: element d of a row is the probability of digit d, with the mean of several members and
/// the temperature taken into account. The digit score's threshold has no place in the format.
/// </remarks>
public static class TensorFlowJsFile
{
    /// <summary>The name of the JSON file if only a folder is named.</summary>
    public const string DefaultName = "model.json";

    /// <summary>
    /// Writes both files: first the weights, under a name that follows from their content, then the JSON file that names them. So
    /// there is never a JSON file without its weights, and an earlier one keeps its own. The same network gives the same bytes.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="path">
    /// The JSON file, if the name ends in <c>.json</c>, in a folder that exists; or a folder for <see cref="DefaultName"/>, which
    /// is created if necessary.
    /// </param>
    /// <exception cref="IOException">A file can't be written; the message is one line that begins with its name.</exception>
    public static void Save(TrainedNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        (byte[] json, string weightsName, byte[] weights) = TensorFlowJsWriter.Write(TensorFlowJsExporter.Export(network));
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path))
        {
            Save(json, path, weights, Path.Combine(Path.GetDirectoryName(path) ?? "", weightsName));
            return;
        }

        bool isNew = MakeFolder(path);
        try
        {
            Save(json, Path.Combine(path, DefaultName), weights, Path.Combine(path, weightsName));
        }
        catch when (isNew)
        {
            Directory.Delete(path);
            throw;
        }
    }

    private static void Save(byte[] json, string jsonPath, byte[] weights, string weightsPath)
    {
        using OutputFile weightsFile = new(weightsPath);
        using OutputFile jsonFile = new(jsonPath);
        weightsFile.Write(stream => stream.Write(weights));
        jsonFile.Write(stream => stream.Write(json));
        OutputFile.CommitAll(weightsFile, jsonFile);
    }

    /// <returns>Whether there was no such folder before.</returns>
    private static bool MakeFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        string? parent = Path.GetDirectoryName(Path.GetFullPath(path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)));
        try
        {
            if (parent is not null && !Directory.Exists(parent))
            {
                throw new DirectoryNotFoundException($"there is no folder {parent}");
            }

            Directory.CreateDirectory(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e switch
            {
                _ when File.Exists(path) => "it is a file, expected a folder",
                UnauthorizedAccessException => "access is denied",
                _ => e.Message.ReplaceLineEndings(" "),
            };
            throw new OutputFileException(path, reason, e);
        }
    }
}
