namespace DigitEngine.Training;

/// <summary>The loss is no longer a number: the run can't go on. A lower learning rate is the usual cure.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>With a message of one line.</summary>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of one line and its cause.</summary>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public TrainingDivergedException()
    {
    }
}
