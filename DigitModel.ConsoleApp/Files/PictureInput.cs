namespace MlNetDigits.ConsoleApp.Files;

/// <summary>A picture to work on.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">The file without the folder that was named, such as <c>7/scan.png</c>.</param>
internal sealed record PictureInput(string Path, string Name);
