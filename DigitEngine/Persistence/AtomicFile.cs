namespace DigitEngine.Persistence;

/// <summary>Writes files whole or not at all: under another name first, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file. An existing one is replaced at the end, and kept when anything fails.</summary>
    /// <exception cref="IOException">The file can't be written; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string partial = $"{full}.{Path.GetRandomFileName()}.partial";
        try
        {
            // CreateNew, so that what is deleted below was created here.
            FileStream created = new(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            try
            {
                using (created)
                {
                    write(created);
                    created.Flush(flushToDisk: true);
                }

                File.Move(partial, full, overwrite: true);
            }
            catch
            {
                File.Delete(partial);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: can't be written: {Reason(e, full)}", e);
        }
    }

    /// <summary>The reason, without the temporary name.</summary>
    private static string Reason(Exception e, string full) => e switch
    {
        DirectoryNotFoundException => $"there is no folder {Path.GetDirectoryName(full)}",
        UnauthorizedAccessException when Directory.Exists(full) => "it is a folder",
        UnauthorizedAccessException => "access is denied",
        _ when Directory.Exists(full) => "it is a folder",
        _ => e.Message.ReplaceLineEndings(" "),
    };
}
