using System.Diagnostics;
using DigitEngine.Persistence;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Persistence;

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
        AssertOnly(path);
    }

    [Fact]
    public void File_LeavesNothing_WhenNotCommitted()
    {
        using (OutputFile file = new(PathOf("labels.csv")))
        {
            file.Write(stream => stream.Write("half"u8));
        }

        AssertOnly();
    }

    [Fact]
    public void Save_LeavesTheOldFile_WhenWritingFails()
    {
        string path = _folder.Write("labels.csv", "earlier"u8);

        Assert.Throws<InvalidOperationException>(() => OutputFile.Save(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        OutputFileException error = Assert.Throws<OutputFileException>(() => OutputFile.Save(path, _ => throw new IOException("the cat : '/x'")));

        Assert.Equal($"{path}: can't be written: the cat", error.Message);
        Assert.Equal("earlier", File.ReadAllText(path));
        AssertOnly(path);
    }

    [Fact]
    public void EmptyAndReadOnlyFiles_AreReplaced()
    {
        string empty = _folder.Write("empty", []);
        string fixedFile = _folder.Write("fixed", "earlier"u8);
        string fixedEmpty = _folder.Write("fixed-empty", []);
        foreach (string path in (string[])[fixedFile, fixedEmpty])
        {
            File.SetAttributes(path, FileAttributes.ReadOnly);
        }

        foreach (string path in (string[])[empty, fixedFile, fixedEmpty])
        {
            OutputFile.Save(path, stream => stream.Write("later"u8));
            Assert.Equal("later", File.ReadAllText(path));
        }

        AssertOnly(empty, fixedFile, fixedEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Link_StaysALink_AndWhatItLeadsToIsReplaced(bool exists)
    {
        string target = PathOf("target.csv");
        if (exists)
        {
            File.WriteAllText(target, "earlier");
        }

        string near = PathOf("near.csv"), far = PathOf("far.csv");
        File.CreateSymbolicLink(near, "target.csv");
        File.CreateSymbolicLink(far, near);

        OutputFile.Save(far, stream => stream.Write("later"u8));

        Assert.Equal((near, "target.csv"), (new FileInfo(far).LinkTarget, new FileInfo(near).LinkTarget));
        Assert.Null(new FileInfo(target).LinkTarget);
        Assert.Equal("later", File.ReadAllText(target));
        AssertOnly(far, near, target);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Device_StaysADevice(bool behindALink)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string path = behindALink ? PathOf("link") : "/dev/null";
        if (behindALink)
        {
            File.CreateSymbolicLink(path, "/dev/null");
        }

        OutputFile.Save(path, stream => stream.Write("gone"u8));

        Assert.Empty(File.ReadAllBytes("/dev/null"));
        Assert.Empty(Directory.EnumerateFiles("/dev", ".null*"));
    }

    /// <summary>What is in memory alone is still a file.</summary>
    [Fact]
    public void FileInSharedMemory_IsReplaced()
    {
        if (!Directory.Exists("/dev/shm"))
        {
            return;
        }

        string path = $"/dev/shm/digits-{Guid.NewGuid():N}";
        try
        {
            File.WriteAllText(path, "earlier and longer");
            OutputFile.Save(path, stream => stream.Write("later"u8));
            Assert.Equal("later", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Pipe_StaysAPipe_AndItsReaderGetsTheContent()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string pipe = PathOf("pipe");
        using (Process process = Process.Start("mkfifo", [pipe]))
        {
            await process.WaitForExitAsync();
        }

        Task<string> read = Task.Run(() => File.ReadAllText(pipe));
        OutputFile.Save(pipe, stream => stream.Write("through"u8));

        Assert.Equal("through", await read.WaitAsync(TimeSpan.FromMinutes(1)));
        using FileStream again = new(pipe, FileMode.Open, FileAccess.ReadWrite);
        Assert.False(again.CanSeek);
        AssertOnly(pipe);
    }

    /// <summary>A zip, too, which is otherwise written by going back and forth.</summary>
    [Fact]
    public async Task Model_IsWrittenToAPipe()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string pipe = PathOf("pipe");
        using (Process process = Process.Start("mkfifo", [pipe]))
        {
            await process.WaitForExitAsync();
        }

        Task<byte[]> read = Task.Run(() => File.ReadAllBytes(pipe));
        ModelFile model = SampleNetworks.File();
        model.Save(pipe);

        Assert.Equal(SampleNetworks.Bytes(model), await read.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void FullDisk_IsReported_WithTheFilesName()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using OutputFile file = new("/dev/full");

        OutputFileException error = Assert.Throws<OutputFileException>(() => file.Write(stream =>
        {
            stream.Write("much"u8);
            stream.Flush();
        }));

        Assert.Equal("/dev/full: can't be written: No space left on device", error.Message);
    }

    [Fact]
    public void Open_SaysWhy_WhereNothingCanBeWritten()
    {
        string file = _folder.Write("file", "x"u8);
        (string Path, string Reason)[] cases =
        [
            ("", "expected a path"),
            (_folder.Path, "it is a folder"),
            (PathOf("none/labels.csv"), $"there is no folder {PathOf("none")}"),
            (Path.Combine(file, "labels.csv"), $"{file} is a file, expected a folder"),
            (PathOf("a\0b"), "Null character in path. (Parameter 'path')"),
        ];
        foreach ((string path, string reason) in cases)
        {
            string message = Assert.Throws<OutputFileException>(() => new OutputFile(path)).Message;
            Assert.Equal($"{(path.Length == 0 ? "''" : path)}: can't be written: {reason}", message);
        }

        AssertOnly(file);
    }

    [Fact]
    public void CommitAll_PutsAllFilesInPlace()
    {
        string first = _folder.Write("first", "earlier"u8), second = PathOf("second");
        using (OutputFile a = Written(first), b = Written(second))
        {
            OutputFile.CommitAll(a, b);
        }

        Assert.Equal(["later", "later"], ((string[])[first, second]).Select(File.ReadAllText));
        AssertOnly(first, second);
    }

    /// <summary>Of five files the fourth can't be renamed, because a folder has come in its way.</summary>
    [Fact]
    public void CommitAll_LeavesEverythingAsItWas_WhenOneFails()
    {
        string replaced = _folder.Write("replaced", "earlier"u8), created = PathOf("created"), blocked = PathOf("blocked");
        string target = _folder.Write("target", "earlier"u8), link = PathOf("link"), last = _folder.Write("last", "earlier"u8);
        File.CreateSymbolicLink(link, target);
        using (OutputFile a = Written(replaced), b = Written(created), c = Written(link), d = Written(blocked), e = Written(last))
        {
            Directory.CreateDirectory(blocked);
            OutputFileException error = Assert.Throws<OutputFileException>(() => OutputFile.CommitAll(a, b, c, d, e));
            Assert.Equal($"{blocked}: can't be written: it is a folder", error.Message);
        }

        Assert.Equal(["earlier", "earlier", "earlier"], ((string[])[replaced, link, last]).Select(File.ReadAllText));
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        AssertOnly(blocked, last, link, replaced, target);
    }

    [Fact]
    public void CommitAll_ReplacesNothing_WhenOneDoesNotFitOnTheDisk()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        string first = _folder.Write("first", "earlier"u8);
        using (OutputFile a = Written(first), b = new("/dev/full"))
        {
            b.Write(stream => stream.Write("much"u8));
            Assert.StartsWith("/dev/full: can't be written", Assert.Throws<OutputFileException>(() => OutputFile.CommitAll(a, b)).Message, StringComparison.Ordinal);
        }

        Assert.Equal("earlier", File.ReadAllText(first));
        AssertOnly(first);
    }

    public void Dispose()
    {
        foreach (string file in Directory.EnumerateFiles(_folder.Path))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        _folder.Dispose();
    }

    private static OutputFile Written(string path)
    {
        OutputFile file = new(path);
        file.Write(stream => stream.Write("later"u8));
        return file;
    }

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private void AssertOnly(params string[] paths) =>
        Assert.Equal(paths.Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
}
