using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Picture files that were named, and those in folders that were named.</summary>
internal static class PictureInputs
{
    /// <summary>Whether pictures were named, and not files of pixels.</summary>
    /// <exception cref="CommandException">Both were named.</exception>
    public static bool AreNamed(IReadOnlyList<string> paths)
    {
        int pictures = paths.Count(IsPictureOrFolder);
        return pictures == 0 || pictures == paths.Count
            ? pictures > 0
            : throw new CommandException(
                $"{paths.First(path => !IsPictureOrFolder(path))}: expected a picture, like the other paths, but found another kind of file");
    }

    /// <summary>The files, folders replaced by the pictures in them.</summary>
    /// <exception cref="DataFormatException">A folder holds no picture.</exception>
    public static IReadOnlyList<PictureInput> Find(IReadOnlyList<string> paths) =>
    [
        .. paths.SelectMany(path => Directory.Exists(path)
            ? PictureFolder.Find(path).Select(file => new PictureInput(file, Path.GetRelativePath(path, file)))
            : [new PictureInput(path, Path.GetFileName(path))]),
    ];

    private static bool IsPictureOrFolder(string path) => Directory.Exists(path) || PictureFolder.IsPicture(path);
}
