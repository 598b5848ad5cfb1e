namespace DigitModel.Kernels;

/// <summary>Softmax, and its cross-entropy with a smoothed label, of one row of logits.</summary>
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
    /// The loss −Σ target·log p and its gradient by the logits, scaled. The target is 1 − smoothing for the label and
    /// smoothing / classes more for every class (Szegedy et al. 2016).
    /// </summary>
    public static double Gradient(ReadOnlySpan<float> logits, int label, float smoothing, float scale, Span<float> gradient)
    {
        Softmax(logits, gradient);
        double largest = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        double logSum = largest + Math.Log(sum);
        float spread = smoothing / logits.Length;
        double loss = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            float target = spread + (i == label ? 1 - smoothing : 0);
            loss += target * (logSum - logits[i]);
            gradient[i] = (gradient[i] - target) * scale;
        }

        return loss;
    }
}
