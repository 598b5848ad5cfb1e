namespace MlNetDigits.Benchmarks.Threads;

/// <summary>How things stand at one moment of a load.</summary>
/// <param name="Elapsed">Since the threads began.</param>
/// <param name="Calls">Calls of the engine so far.</param>
/// <param name="Images">Images predicted by them.</param>
/// <param name="Wrong">Calls that gave other bits than they should.</param>
/// <param name="Live">Bytes that a full collection left.</param>
/// <param name="WorkingSet">Bytes of memory that the process has.</param>
internal readonly record struct ThreadSample(TimeSpan Elapsed, long Calls, long Images, long Wrong, long Live, long WorkingSet);
