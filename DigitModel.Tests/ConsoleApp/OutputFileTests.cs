using MlNetDigits.ConsoleApp;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

public sealed class OutputFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void File_AppearsWhole_WhenCommitted()
    {
        string path = _folder.Write("labels.csv", "earlier"u8);
        using (OutputFile file = new(path))
        {
            file.Write(stream => stream.Write("later"u8));
            Assert.Equal("earlier", File.ReadAllText(path));
            file.Commit();
        }

        Assert.Equal("later", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void File_LeavesNothing_WhenNotCommitted()
    {
        using (OutputFile file = new(Path.Combine(_folder.Path, "labels.csv")))
            file.Write(stream => stream.Write("half"u8));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Link_StaysALink_AndWhatItLeadsToIsReplaced()
    {
        string target = _folder.Write("target.csv", "earlier"u8);
        string link = Path.Combine(_folder.Path, "link.csv");
        File.CreateSymbolicLink(link, target);
        using (OutputFile file = new(link))
        {
            file.Write(stream => stream.Write("later"u8));
            file.Commit();
        }

        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal("later", File.ReadAllText(target));
    }

    [Fact]
    public void Device_StaysADevice()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "There is no /dev/null.");
        using (OutputFile file = new("/dev/null"))
        {
            file.Write(stream => stream.Write("gone"u8));
            file.Commit();
        }

        Assert.Empty(File.ReadAllBytes("/dev/null"));
        Assert.Empty(Directory.EnumerateFiles("/dev", ".null*"));
    }

    [Fact]
    public void FullDisk_IsTold_WithTheFilesName()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        using OutputFile file = new("/dev/full");

        CommandException error = Assert.Throws<CommandException>(() => file.Write(stream =>
        {
            stream.Write("much"u8);
            stream.Flush();
        }));

        Assert.StartsWith("/dev/full: can't be written: ", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
