namespace DigitEngine.Kernels;

/// <summary>What one step of Adam multiplies by, worked out once a step.</summary>
/// <param name="Rate">Learning rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ).</param>
/// <param name="Beta1">Decay of the mean.</param>
/// <param name="Beta2">Decay of the mean square.</param>
/// <param name="Epsilon">ε · √(1 − β₂ᵗ).</param>
/// <param name="Decay">Added to the gradient as decay · w.</param>
/// <param name="Shrink">Multiplies the weights: 1 − learning rate · decoupled decay.</param>
internal readonly record struct AdamFactors(float Rate, float Beta1, float Beta2, float Epsilon, float Decay, float Shrink);
