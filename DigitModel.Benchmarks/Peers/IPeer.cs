using DigitEngine.Training;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary>Something to do as fast as possible.</summary>
/// <param name="Architecture">One of the two published networks.</param>
/// <param name="Name"><c>train</c> (batch 100, with the optimizer), <c>batch500</c> or <c>single</c>.</param>
/// <param name="Threads">The number of threads.</param>
internal sealed record PeerTask(Architecture Architecture, string Name, int Threads)
{
    public override string ToString() => $"{Architecture.Name}/{Name}";
}

/// <summary>An engine to compare with.</summary>
internal interface IPeer
{
    /// <summary>Its name with its version.</summary>
    string Name { get; }

    /// <summary>Does the task again and again.</summary>
    /// <param name="task">The task.</param>
    /// <param name="seconds">The approximate time of the measurement.</param>
    /// <returns>Images per second.</returns>
    double Measure(PeerTask task, double seconds);
}
