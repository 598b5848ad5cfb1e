namespace DigitEngine.Persistence;

/// <summary>
/// <c>manifest.json</c> of a model file: what the network is for, how it was trained and how good it is. It holds no time
/// and no place, so that the same training gives the same bytes.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>The version of the file format that this library writes and reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The version of the file format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The program that wrote the file, with its version, such as <c>MlNetDigits 0.1.0</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The classes' names: element d belongs to <c>Score[d]</c>. Always the digits 0 to 9.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What is done to pixels before the network takes them.</summary>
    public required ModelPreprocessing Preprocessing { get; init; }

    /// <summary>The network's layers as text, such as <c>conv 32 3x3 relu; maxpool 2; flatten; dense 10</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>How many numbers the network consists of, batch normalisation folded in.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>How the network was trained, where that is known.</summary>
    public ModelTraining? Training { get; init; }

    /// <summary>Where the network came from, if it was not trained by this library.</summary>
    public ModelImport? Import { get; init; }

    /// <summary>How good the network is on images that had no part in training, where that was measured.</summary>
    public ModelMetrics? Metrics { get; init; }

    /// <summary>How the network's outputs are to be read, where that was fitted.</summary>
    public ModelCalibration? Calibration { get; init; }

    /// <summary>SHA-256, in lower-case hexadecimal, of the other files in the model file, by name.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
