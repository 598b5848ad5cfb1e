using DigitEngine.Data;

namespace DigitEngine.Training;

/// <summary>A checkpoint can't be used: it is damaged, or of a run with other options or data. The message is one line.</summary>
public sealed class TrainingCheckpointException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="name">The checkpoint, as the caller named it.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="innerException">What made reading fail.</param>
    public TrainingCheckpointException(string name, string problem, Exception? innerException = null)
        : base($"{MessageText.Escape(name)}: {problem}", innerException)
    {
    }
}
