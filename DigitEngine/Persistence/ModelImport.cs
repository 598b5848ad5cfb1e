namespace DigitEngine.Persistence;

/// <summary>Where a network came from that was trained elsewhere.</summary>
/// <param name="File">The name of the file, without folders.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
/// <param name="Producer">The program that wrote it, as the file says.</param>
/// <param name="Preprocessing">What grey values are made of before the graph takes them, for people.</param>
public sealed record ModelImport(string File, string Sha256, string Producer, string Preprocessing);
