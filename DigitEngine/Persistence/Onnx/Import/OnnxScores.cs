namespace DigitEngine.Persistence;

/// <summary>The end of a graph that is being read: logits of one member or several, and what becomes of them.</summary>
/// <param name="Members">What gives the logits.</param>
/// <param name="Factor">What the sum of the members' logits is multiplied by.</param>
/// <param name="Ending"><c>Softmax</c> or <c>LogSoftmax</c>; empty while neither was met.</param>
internal sealed record OnnxScores(IReadOnlyList<OnnxLine> Members, double Factor, string Ending = "");
