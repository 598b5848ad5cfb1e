namespace DigitEngine.Network;

/// <summary>Does one item of a stage.</summary>
internal delegate void StageBody(in Work work);
