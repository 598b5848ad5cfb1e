namespace MlNetDigits.ConsoleApp;

/// <summary>The command can't be carried out as asked: bad usage, bad input, or an output that can't be written.</summary>
/// <param name="message">One line that says what was expected.</param>
/// <param name="cause">What went wrong beneath.</param>
internal sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);
