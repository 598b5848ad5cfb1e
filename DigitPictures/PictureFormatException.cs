using DigitEngine;

namespace DigitPictures;

/// <summary>
/// A picture file can't be read or is not a valid picture. The message is one line that begins with the file and says what was
/// expected and what was found, such as <c>scan.png: expected 784 bytes of pixels but found 300</c>.
/// </summary>
public sealed class PictureFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="problem">What was expected and what was found, on one line.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public PictureFormatException(string file, string problem, Exception? innerException = null)
        : base($"{MessageText.Path(file)}: {MessageText.Escape(problem)}", innerException)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }

    /// <summary>What was expected and what was found, without the file.</summary>
    public string Problem { get; }
}
