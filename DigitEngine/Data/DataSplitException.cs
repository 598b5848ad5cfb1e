namespace DigitEngine.Data;

/// <summary>A data set can't be divided as asked. The message is one line.</summary>
public sealed class DataSplitException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What can't be done, and why.</param>
    public DataSplitException(string message)
        : base(message)
    {
    }
}
