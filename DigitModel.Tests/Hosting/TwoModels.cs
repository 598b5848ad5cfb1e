using DigitEngine.Prediction;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Hosting;

/// <summary>A folder with the file of a model, and another model to put in its place.</summary>
internal sealed class TwoModels : IDisposable
{
    public static readonly byte[] First = SampleNetworks.Bytes(SampleNetworks.File(seed: 1));
    public static readonly byte[] Second = SampleNetworks.Bytes(SampleNetworks.File(seed: 2));
    public static readonly byte[] Pixels = SampleNetworks.Pixels(1);

    private readonly TempFolder _folder = new();

    public TwoModels() => Path = _folder.Write("model.zip", First);

    public static float[] FirstScore { get; } = ScoreOf(First);

    public static float[] SecondScore { get; } = ScoreOf(Second);

    public string Folder => _folder.Path;

    /// <summary>The file, with the first model in it.</summary>
    public string Path { get; }

    /// <summary>Writes into the file that is there.</summary>
    public void Overwrite(ReadOnlySpan<byte> content) => File.WriteAllBytes(Path, content);

    /// <summary>Puts another file in its place.</summary>
    public void Replace(ReadOnlySpan<byte> content) =>
        File.Move(_folder.Write("model.new", content), Path, overwrite: true);

    public void Dispose() => _folder.Dispose();

    private static float[] ScoreOf(byte[] model)
    {
        using MemoryStream stream = new(model);
        return PredictionEngine.Load(stream).Predict(Pixels).Score;
    }
}
