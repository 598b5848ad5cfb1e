using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>A picture to work on.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">The file's path within the folder that was named, such as <c>7/scan.png</c>.</param>
internal sealed record PictureInput(string Path, string Name);

/// <summary>The pictures among the paths on the command line.</summary>
internal static class PictureInputs
{
    /// <summary>Whether the paths are pictures and folders, and not files of pixels.</summary>
    /// <exception cref="CommandException">They are some of each.</exception>
    public static bool AreNamed(IReadOnlyList<string> paths)
    {
        int pictures = paths.Count(IsPictureOrFolder);
        return pictures == 0 || pictures == paths.Count
            ? pictures > 0
            : throw new CommandException(
                $"{paths.First(path => !IsPictureOrFolder(path))}: expected a picture, like the other paths, but found another kind of file");
    }

    /// <summary>The files, with each folder replaced by the pictures in it.</summary>
    /// <exception cref="DataFormatException">A folder holds no picture.</exception>
    public static IReadOnlyList<PictureInput> Find(IReadOnlyList<string> paths) =>
    [
        .. paths.SelectMany(path => Directory.Exists(path)
            ? PictureFolder.Find(path).Select(file => new PictureInput(file, Path.GetRelativePath(path, file)))
            : [new PictureInput(path, Path.GetFileName(path))]),
    ];

    private static bool IsPictureOrFolder(string path) => Directory.Exists(path) || PictureFolder.IsPicture(path);
}

/// <summary>The sample in the <c>assets</c> folder of the source or of this program, which is used when no data is named.</summary>
internal static class SampleData
{
    /// <exception cref="CommandException">It can't be found.</exception>
    public static string Find() => SampleFile.Find() is string path
        ? CommandHint.Shorten(path)
        : throw new CommandException(
            $"the sample {SampleFile.RelativePath} is neither in this folder nor in any folder above: name a file with --data");
}
