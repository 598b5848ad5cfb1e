namespace MlNetDigits.WebApi.Settings;

/// <summary>The key that callers must know, from a file or from the configuration.</summary>
internal static class ApiKeyFile
{
    /// <summary>Shorter ones can be guessed.</summary>
    private const int MinLength = 16;

    // As much as a header may hold.
    private const int MaxLength = 1024;

    /// <exception cref="ServiceException">There are two keys, or the key can't be read or used.</exception>
    public static string? Read(string? key, string? path)
    {
        if (key is not null && path is not null)
        {
            throw new ServiceException("expected one API key but found two: --api-key-file and DigitModel__ApiKey");
        }

        string? found = path is null ? key : ReadFile(path);
        if (found is null)
        {
            return null;
        }

        string place = path ?? "DigitModel__ApiKey";
        if (found.Length is < MinLength or > MaxLength)
        {
            throw new ServiceException($"{place}: expected an API key of {MinLength} to {MaxLength} characters but found {found.Length}");
        }

        return found.All(c => c is > ' ' and <= '~')
            ? found
            : throw new ServiceException($"{place}: expected an API key of visible ASCII characters, on one line");
    }

    private static string ReadFile(string path)
    {
        try
        {
            using StreamReader reader = new(path);
            char[] text = new char[MaxLength + 2];
            int length = reader.ReadBlock(text);
            return new string(text, 0, length).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string problem = error is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist" : "can't be read";
            throw new ServiceException($"{path}: {problem}", error);
        }
    }
}
