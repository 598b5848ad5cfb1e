using MlNetDigits.Hosting;
using DigitEngine.Persistence;

namespace MlNetDigits.Tests.Hosting;

public sealed class ModelSourceTests : IDisposable
{
    private readonly TwoModels _models = new();
    private readonly LogLines _log = new();
    private readonly RecognizerMetrics _metrics = new(null);

    [Fact]
    public void Constructor_Loads_AndTells()
    {
        ModelSource source = Create();

        Assert.Equal("first", Score(source));
        Assert.Equal($"Information: Model loaded from {_models.Path}: {source.Current.Engine.Manifest.Architecture}", Assert.Single(_log.All));
        Assert.Null(source.Problem);
    }

    [Fact]
    public void Constructor_Throws_WhenTheFileIsNoModel()
    {
        _models.Overwrite("no zip"u8);
        Assert.StartsWith($"{_models.Path}: ", Assert.Throws<ModelFormatException>(Create).Message, StringComparison.Ordinal);

        File.Delete(_models.Path);
        Assert.StartsWith($"{_models.Path}: ", Assert.Throws<ModelFormatException>(Create).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_DoesNothing_WhenTheBytesAreTheSame()
    {
        ModelSource source = Create();
        LoadedModel before = source.Current;

        source.Check();
        _models.Replace(TwoModels.First);
        source.Check();

        Assert.Same(before, source.Current);
        Assert.Single(_log.All);
    }

    [Fact]
    public void Check_TakesANewModel_AndLeavesTheOldOneToWhoHasIt()
    {
        ModelSource source = Create();
        LoadedModel before = source.Current;

        _models.Replace(TwoModels.Second);
        source.Check();

        Assert.Equal("second", Score(source));
        Assert.Equal(TwoModels.FirstScore, before.Engine.Predict(TwoModels.Pixels).Score);
        Assert.StartsWith($"Information: Model reloaded from {_models.Path}", _log.All[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_KeepsTheModel_AndWarnsOnce_WhenTheNewOneIsBad()
    {
        ModelSource source = Create();

        _models.Overwrite(TwoModels.Second.AsSpan(0, 1000));
        source.Check();
        source.Check();

        Assert.Equal("first", Score(source));
        Assert.Equal($"Warning: The new model can't be used, so the one before stays in use: {source.Problem}", Assert.Single(_log.All.Skip(1)));
        Assert.StartsWith($"{_models.Path}: ", source.Problem, StringComparison.Ordinal);

        _models.Overwrite(TwoModels.Second);
        source.Check();

        Assert.Equal("second", Score(source));
        Assert.Null(source.Problem);
    }

    [Fact]
    public void Check_KeepsTheModel_AndWarnsOnce_WhileTheFileIsGone()
    {
        ModelSource source = Create();

        File.Delete(_models.Path);
        source.Check();
        source.Check();

        Assert.Equal("first", Score(source));
        Assert.StartsWith("Warning: ", Assert.Single(_log.All.Skip(1)), StringComparison.Ordinal);

        _models.Overwrite(TwoModels.First);
        source.Check();

        Assert.Equal("first", Score(source));
        Assert.Null(source.Problem);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _models.Dispose();
    }

    private ModelSource Create() => new(_models.Path, _log, _metrics);

    private static string Score(ModelSource source) =>
        source.Current.Engine.Predict(TwoModels.Pixels).Score.SequenceEqual(TwoModels.FirstScore) ? "first"
        : source.Current.Engine.Predict(TwoModels.Pixels).Score.SequenceEqual(TwoModels.SecondScore) ? "second"
        : "neither";
}
