namespace DigitEngine.Persistence;

/// <summary>
/// A model file can't be read, or contains no model that this version can use. The message is one line that begins with the name of
/// the file, such as <c>DigitModel.zip: expected a model file but found an empty zip</c>.
/// </summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="problem">What is wrong and what was expected, on one line.</param>
    /// <param name="innerException">The reason, if reading failed.</param>
    public ModelFormatException(string file, string problem, Exception? innerException = null)
        : base($"{MessageText.Path(file)}: {MessageText.Escape(problem)}", innerException) =>
        File = file;

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }
}
