namespace DigitEngine.Kernels;

/// <summary>One step of each optimizer over a run of parameters, with the definitions of PyTorch's documentation.</summary>
internal static unsafe class OptimizerSteps
{
    /// <summary>
    /// velocity = momentum · velocity + g; w −= rate · velocity (or rate · (g + momentum · velocity) with Nesterov), where
    /// g = gradient + decay · w.
    /// </summary>
    public static void Sgd<TSimd>(
        float* weights, float* gradient, float* velocity, int count, float rate, float momentum, float decay, bool nesterov)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            SgdLanes<TSimd>(weights + i, gradient + i, velocity + i, rate, momentum, decay, nesterov);
        }

        for (; i < count; i++)
        {
            SgdLanes<SimdScalar>(weights + i, gradient + i, velocity + i, rate, momentum, decay, nesterov);
        }
    }

    /// <summary>square = alpha · square + (1 − alpha) · g²; w −= rate · g / (√square + epsilon), g = gradient + decay · w.</summary>
    public static void RmsProp<TSimd>(
        float* weights, float* gradient, float* square, int count, float rate, float alpha, float epsilon, float decay)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            RmsPropLanes<TSimd>(weights + i, gradient + i, square + i, rate, alpha, epsilon, decay);
        }

        for (; i < count; i++)
        {
            RmsPropLanes<SimdScalar>(weights + i, gradient + i, square + i, rate, alpha, epsilon, decay);
        }
    }

    /// <summary>
    /// Adam (Kingma and Ba 2015). The factors hold the corrections for the start; decay is added to the gradient, and shrink
    /// multiplies the weights apart from it (Loshchilov and Hutter 2019).
    /// </summary>
    public static void Adam<TSimd>(
        float* weights, float* gradient, float* mean, float* square, int count, in AdamFactors factors)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            AdamLanes<TSimd>(weights + i, gradient + i, mean + i, square + i, factors);
        }

        for (; i < count; i++)
        {
            AdamLanes<SimdScalar>(weights + i, gradient + i, mean + i, square + i, factors);
        }
    }

    private static void SgdLanes<TSimd>(
        float* weights, float* gradient, float* velocity, float rate, float momentum, float decay, bool nesterov)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd w = TSimd.Load(weights);
        TSimd g = TSimd.MultiplyAdd(TSimd.Broadcast(decay), w, TSimd.Load(gradient));
        TSimd v = TSimd.MultiplyAdd(TSimd.Broadcast(momentum), TSimd.Load(velocity), g);
        TSimd step = nesterov ? TSimd.MultiplyAdd(TSimd.Broadcast(momentum), v, g) : v;
        TSimd.Store(v, velocity);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-rate), step, w), weights);
    }

    private static void RmsPropLanes<TSimd>(
        float* weights, float* gradient, float* square, float rate, float alpha, float epsilon, float decay)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd w = TSimd.Load(weights);
        TSimd g = TSimd.MultiplyAdd(TSimd.Broadcast(decay), w, TSimd.Load(gradient));
        TSimd old = TSimd.Multiply(TSimd.Broadcast(alpha), TSimd.Load(square));
        TSimd s = TSimd.MultiplyAdd(TSimd.Multiply(TSimd.Broadcast(1 - alpha), g), g, old);
        TSimd root = TSimd.Add(TSimd.SquareRoot(s), TSimd.Broadcast(epsilon));
        TSimd.Store(s, square);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-rate), TSimd.Divide(g, root), w), weights);
    }

    private static void AdamLanes<TSimd>(float* weights, float* gradient, float* mean, float* square, in AdamFactors factors)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd w = TSimd.Load(weights);
        TSimd g = TSimd.MultiplyAdd(TSimd.Broadcast(factors.Decay), w, TSimd.Load(gradient));
        TSimd oldMean = TSimd.Multiply(TSimd.Broadcast(factors.Beta1), TSimd.Load(mean));
        TSimd m = TSimd.MultiplyAdd(TSimd.Broadcast(1 - factors.Beta1), g, oldMean);
        TSimd oldSquare = TSimd.Multiply(TSimd.Broadcast(factors.Beta2), TSimd.Load(square));
        TSimd s = TSimd.MultiplyAdd(TSimd.Multiply(TSimd.Broadcast(1 - factors.Beta2), g), g, oldSquare);
        TSimd root = TSimd.Add(TSimd.SquareRoot(s), TSimd.Broadcast(factors.Epsilon));
        TSimd.Store(m, mean);
        TSimd.Store(s, square);
        TSimd shrunk = TSimd.Multiply(TSimd.Broadcast(factors.Shrink), w);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Broadcast(-factors.Rate), TSimd.Divide(m, root), shrunk), weights);
    }
}
