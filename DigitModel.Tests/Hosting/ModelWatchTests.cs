using MlNetDigits.Hosting;

namespace MlNetDigits.Tests.Hosting;

public sealed class ModelWatchTests : IDisposable
{
    private static readonly DigitRecognizerOptions Options = new();

    private readonly TwoModels _models = new();
    private readonly ManualTime _time = new();
    private int _changes;

    [Fact]
    public void Changed_IsCalledOnce_WhenTheFileHasSettled()
    {
        using ModelWatch watch = Watch(_models.Path, Options);

        for (int i = 0; i < 5; i++)
        {
            watch.OnActivity();
            _time.Advance(Options.SettleTime - TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(0, _changes);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _changes);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _changes);
    }

    /// <summary>A mounted folder of Kubernetes: the file's folder is a link that is exchanged, of which the system tells nothing.</summary>
    [Fact]
    public void Changed_IsCalled_WhenAFolderOnTheWayIsExchanged()
    {
        string data = Path.Combine(_models.Folder, "..data");
        string path = Path.Combine(_models.Folder, "mounted.zip");
        Mount("version1", TwoModels.First);
        File.CreateSymbolicLink(path, Path.Combine("..data", "model.zip"));
        using ModelWatch watch = Watch(path, Options);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _changes);

        Mount("version2", TwoModels.Second);
        _time.Advance(Options.PollInterval + Options.SettleTime);
        Assert.Equal(1, _changes);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _changes);

        void Mount(string version, byte[] model)
        {
            string folder = Directory.CreateDirectory(Path.Combine(_models.Folder, version)).FullName;
            File.WriteAllBytes(Path.Combine(folder, "model.zip"), model);
            File.SetLastWriteTimeUtc(Path.Combine(folder, "model.zip"), new DateTime(2020, 1, version[^1] - '0', 0, 0, 0, DateTimeKind.Utc));
            if (Directory.Exists(data))
            {
                Directory.Delete(data);
            }

            Directory.CreateSymbolicLink(data, version);
        }
    }

    [Fact]
    public void Changed_IsNotCalled_WhenPollingIsOff()
    {
        string link = Path.Combine(_models.Folder, "link.zip");
        Directory.CreateDirectory(Path.Combine(_models.Folder, "elsewhere"));
        string target = Path.Combine(_models.Folder, "elsewhere", "model.zip");
        File.WriteAllBytes(target, TwoModels.First);
        File.CreateSymbolicLink(link, target);
        using ModelWatch watch = Watch(link, new() { PollInterval = TimeSpan.Zero });

        File.WriteAllBytes(target, TwoModels.Second);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, _changes);
    }

    public void Dispose() => _models.Dispose();

    private ModelWatch Watch(string path, DigitRecognizerOptions options) => new(path, options, () => _changes++, _time, new LogLines());
}
