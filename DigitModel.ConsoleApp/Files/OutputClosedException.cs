namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Whoever reads standard output wants no more, as <c>head</c> does: no error, but nothing is left to be done.</summary>
internal sealed class OutputClosedException(IOException cause) : Exception("standard output was closed", cause);
