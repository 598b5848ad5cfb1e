namespace MlNetDigits.Hosting;

/// <summary>What is cheaply seen of a file, behind links; different when the file was written or replaced.</summary>
/// <param name="Target">Where the file lies, in the end.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Written">When it was written last.</param>
internal sealed record FileStamp(string Target, long Length, DateTime Written)
{
    /// <summary>The stamp now, or null where there is no file or it can't be looked at.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            FileInfo file = new(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            return file.Exists ? new(file.FullName, file.Length, file.LastWriteTimeUtc) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
