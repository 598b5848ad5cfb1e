namespace DigitEngine.Kernels;

/// <summary>Softmax of one row of logits, and its cross-entropy with a smoothed label.</summary>
internal static class SoftmaxCrossEntropy
{
    /// <summary>probabilities[i] = exp(logits[i]) / Σ exp(logits), without overflow; the two may be the same memory.</summary>
    public static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        float largest = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = float.MaxNative(largest, logit);
        }

        float sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            float e = MathF.Exp(logits[i] - largest);
            probabilities[i] = e;
            sum += e;
        }

        float inverse = 1 / sum;
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] *= inverse;
        }
    }

    /// <summary>
    /// The loss −Σ target · log p, and its gradient with respect to the logits times a factor. The target is smoothing / classes
    /// for every class, and 1 − smoothing more for the label (Szegedy et al. 2016).
    /// </summary>
    /// <param name="logits">One per class.</param>
    /// <param name="label">The true class. With outliers, the number of classes means none of them.</param>
    /// <param name="smoothing">The share of the target that is spread over the classes.</param>
    /// <param name="outliers">Whether there is one more class, "none of these", whose logit is always 0.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    /// <param name="gradient">Receives the gradient, one value per class.</param>
    /// <returns>The loss.</returns>
    public static double Gradient(
        ReadOnlySpan<float> logits, int label, float smoothing, bool outliers, float scale, Span<float> gradient)
    {
        double logSum = LogSum(logits, outliers);
        if (label == logits.Length)
        {
            smoothing = 0;
        }

        float spread = smoothing / logits.Length;
        double loss = label == logits.Length ? logSum : 0;
        for (int i = 0; i < logits.Length; i++)
        {
            float target = spread + (i == label ? 1 - smoothing : 0);
            loss += target * (logSum - logits[i]);
            gradient[i] = ((float)Math.Exp(logits[i] - logSum) - target) * scale;
        }

        return loss;
    }

    /// <summary>
    /// log Σ exp(logits[i]): how likely any of the classes is at all (Liu et al., "Energy-based Out-of-distribution Detection",
    /// NeurIPS 2020). For a network trained with outliers it is the logarithm of the odds.
    /// </summary>
    public static double LogSum(ReadOnlySpan<float> logits) => LogSum(logits, withZero: false);

    private static double LogSum(ReadOnlySpan<float> logits, bool withZero)
    {
        double largest = withZero ? 0 : double.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = withZero ? Math.Exp(-largest) : 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return largest + Math.Log(sum);
    }
}
