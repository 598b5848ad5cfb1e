namespace MlNetDigits.WebApi;

/// <summary>The service can't be started as asked.</summary>
/// <param name="message">One line that says what was expected.</param>
/// <param name="cause">What went wrong beneath.</param>
internal sealed class ServiceException(string message, Exception? cause = null) : Exception(message, cause);
