namespace MlNetDigits.Benchmarks;

/// <summary>One line of the table: what we and a peer do in a second on the same work.</summary>
/// <param name="Network">The architecture's name.</param>
/// <param name="Task"><c>train</c> (batch 100), <c>batch500</c> or <c>single</c>.</param>
/// <param name="Threads">Threads that both may use.</param>
/// <param name="Ours">Images a second: the median of the turns.</param>
/// <param name="Peer">Likewise.</param>
/// <param name="PeerName">The peer and its version.</param>
/// <param name="Ratio">Ours by the peer's: above 1, ours is faster.</param>
/// <param name="ShareOfPeak">Multiply-adds that we do, as a share of what the machine was measured to do.</param>
internal sealed record PeerResult(
    string Network, string Task, int Threads, double Ours, double Peer, string PeerName, double Ratio, double ShareOfPeak);
