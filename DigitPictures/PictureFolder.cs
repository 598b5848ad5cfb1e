using DigitEngine.Data;

namespace DigitPictures;

/// <summary>
/// Folders of picture files. Files count as pictures by their extension (<c>.png</c>, <c>.jpg</c>, <c>.jpeg</c>, <c>.bmp</c>,
/// <c>.gif</c>, <c>.tif</c>, <c>.tiff</c>, <c>.pbm</c>, <c>.pgm</c>, <c>.ppm</c>, <c>.pnm</c>). Other files, hidden files and
/// names that begin with a dot are ignored.
/// </summary>
public static class PictureFolder
{
    private static readonly string[] Extensions =
    [
        ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".pbm", ".pgm", ".ppm", ".pnm",
    ];

    // WebP can't be read, but it counts as a picture, so that the message says to convert it.
    private const string WebP = ".webp";

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        RecurseSubdirectories = true,
    };

    /// <summary>Whether a file is a picture by its name. This includes WebP, which can't be read.</summary>
    /// <param name="path">The file, which need not exist.</param>
    public static bool IsPicture(string path) =>
        IsReadable(path) || Path.GetExtension(path).Equals(WebP, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds all pictures in a folder and its subfolders, in the order of their paths.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataFormatException">It can't be read, or there is no picture in it.</exception>
    public static IReadOnlyList<string> Find(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*", Everything).Where(IsReadable)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(folder, "the folder can't be read", innerException: error);
        }

        if (files.Length == 0)
        {
            throw new DataFormatException(
                folder, $"expected pictures ({string.Join(", ", Extensions)}) in this folder but found none");
        }

        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>
    /// Reads labelled digits: pictures in folders named 0 to 9, each normalized to the form of <see cref="DigitImage"/>. Of a file
    /// with several pages or frames, the first is read.
    /// </summary>
    /// <param name="folder">The folder that holds those folders.</param>
    /// <exception cref="DataFormatException">
    /// There are no such folders, or a picture can't be read or is blank. The message names it.
    /// </exception>
    public static DigitDataset ReadLabeled(string folder)
    {
        List<(string File, byte Label)> files = [];
        for (byte digit = 0; digit < DigitImage.ClassCount; digit++)
        {
            string one = Path.Combine(folder, digit.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (Directory.Exists(one))
            {
                files.AddRange(Find(one).Select(file => (file, digit)));
            }
        }

        if (files.Count == 0)
        {
            throw new DataFormatException(folder, "expected folders named 0 to 9 with pictures of these digits but found none");
        }

        byte[] pixels = new byte[checked(files.Count * DigitImage.PixelCount)];
        DataFormatException?[] problems = new DataFormatException?[files.Count];
        Parallel.For(0, files.Count, i =>
            problems[i] = Normalize(files[i].File, pixels.AsSpan(i * DigitImage.PixelCount, DigitImage.PixelCount)));
        return problems.FirstOrDefault(problem => problem is not null) is DataFormatException first
            ? throw first
            : new(new ImageSet(pixels), [.. files.Select(file => file.Label)]);
    }

    private static bool IsReadable(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static DataFormatException? Normalize(string file, Span<byte> pixels)
    {
        try
        {
            NormalizedDigit digit = NormalizedDigit.FromPicture(GrayPicture.Load(file));
            digit.Pixels.CopyTo(pixels);
            return digit.HasInk ? null : new DataFormatException(file, "expected a picture of a digit but it is blank");
        }
        catch (PictureFormatException error)
        {
            return new DataFormatException(file, error.Problem, innerException: error);
        }
    }
}
