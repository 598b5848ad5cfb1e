using System.Diagnostics.CodeAnalysis;

namespace DigitEngine.Network;

/// <summary>A network's text or layers make no network; the message is one line that names the layer.</summary>
public sealed class NetworkDefinitionException : Exception
{
    /// <summary>With a message of one line.</summary>
    public NetworkDefinitionException(string message)
        : base(message)
    {
    }

    /// <summary>With a message of one line and its cause.</summary>
    public NetworkDefinitionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public NetworkDefinitionException()
    {
    }

    internal static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new NetworkDefinitionException(message);
        }
    }
}
