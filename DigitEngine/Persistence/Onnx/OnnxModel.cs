namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>ModelProto</c>, as far as it matters here.</summary>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="OpsetVersion">The version of the standard operators.</param>
/// <param name="ProducerName">The program that wrote it.</param>
/// <param name="ProducerVersion">That program's version.</param>
/// <param name="Description">For people.</param>
/// <param name="Graph">What is computed.</param>
internal sealed record OnnxModel(
    long IrVersion, long OpsetVersion, string ProducerName, string ProducerVersion, string Description, OnnxGraph Graph)
{
    /// <summary>The versions of other sets of operators, by domain.</summary>
    public IReadOnlyList<(string Domain, long Version)> OtherOpsets { get; init; } = [];

    /// <summary>What <c>metadata_props</c> tells, in the file's order.</summary>
    public IReadOnlyList<(string Key, string Value)> Properties { get; init; } = [];
}
