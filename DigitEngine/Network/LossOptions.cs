namespace DigitEngine.Network;

/// <summary>What a network in training is measured by, apart from the cross-entropy itself.</summary>
/// <param name="LabelSmoothing">The share of the target spread over all classes (Szegedy et al. 2016), in [0, 1).</param>
/// <param name="Outliers">
/// Whether the batches also hold what belongs to no class, labelled with the number of classes. It is one class more, whose
/// logit is always 0: then the sum of exp(logits) is the odds that an image belongs to any class.
/// </param>
internal readonly record struct LossOptions(float LabelSmoothing = 0, bool Outliers = false);
