namespace DigitEngine.Training;

/// <summary>A training option is outside its range, or does not fit the data; the message is one line.</summary>
public sealed class TrainingOptionsException : Exception
{
    /// <summary>With a message of one line.</summary>
    public TrainingOptionsException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of one line and its cause.</summary>
    public TrainingOptionsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public TrainingOptionsException()
    {
    }
}
