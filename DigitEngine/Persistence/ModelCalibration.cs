namespace DigitEngine.Persistence;

/// <summary>How a network's outputs are to be read, fitted on the validation images.</summary>
/// <param name="Temperature">What logits are divided by before they become probabilities; <c>model.onnx</c> does so itself.</param>
/// <param name="DigitThreshold">The lowest digit score, log Σ exp(logits), of what is taken for a digit.</param>
public sealed record ModelCalibration(float Temperature, float DigitThreshold);
